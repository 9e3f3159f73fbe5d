"""What the model gets of a picture that was chosen on the page: its longer side at most 768 pixels."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image

from chat.emulator.certificate import new_identity
from chat.emulator.server import serving
from chat.emulator.session import Lifetime
from tests.browser.asking import answers, begin_by_typing
from tests.browser.test_pictures_sent_by_hand import attached, choose
from tests.conftest import StartService
from tests.emulator.doubles import Cast, RecordingMind
from tests.support.browser import Browsers, talk_page

TURNED_RIGHT = 6
"""Of EXIF's orientations: a phone's camera writes it, and leaves the pixels as they lie."""
ORIENTATION = 0x0112


def picture(width: int, height: int, kind: str, orientation: int = 1) -> bytes:
    """Its upper half is red, its lower blue, as the pixels lie."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (0, height // 2, width, height))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    data = io.BytesIO()
    image.save(data, kind, exif=exif)
    return data.getvalue()


@asynccontextmanager
async def looking(directory: Path) -> AsyncIterator[tuple[RecordingMind, dict[str, str]]]:
    """A model that keeps what it sees, and what points a service at it."""
    identity, cast = new_identity("127.0.0.1"), Cast()
    authority = directory / "looking-ca.pem"
    authority.write_text(identity.certificate)
    async with serving(cast.senses, identity, host="127.0.0.1", port=0, lifetime=Lifetime()) as port:
        url = f"https://127.0.0.1:{port}"
        yield cast.mind, {"LIVECHAT_EMULATOR_URL": url, "LIVECHAT_EMULATOR_CA": str(authority)}


SENT_AND_SEEN = [
    (picture(4000, 3000, "JPEG"), (768, 576)),
    (picture(900, 1600, "PNG"), (432, 768)),
    (picture(3000, 4, "PNG"), (768, 1)),
    (picture(300, 200, "PNG"), (300, 200)),
    (picture(1600, 900, "JPEG", TURNED_RIGHT), (432, 768)),
]


async def test_its_longer_side_is_at_most_768(
    browsers: Browsers, start_service: StartService, tmp_path: Path
) -> None:
    async with looking(tmp_path) as (mind, environment):
        service = start_service(**environment)
        async with talk_page(await browsers.get(), service) as talk:
            await begin_by_typing(talk)
            for number, (sent, _) in enumerate(SENT_AND_SEEN):
                await choose(talk.page, sent)
                await attached(talk.page)
                await answers(talk, f"What is picture {number}?", "I heard you.", answer=number)
                await talk.becomes("agent", "listening")
            await talk.stop()
    assert [words for words, *_ in mind.asked] == [f"What is picture {n}?" for n in range(len(SENT_AND_SEEN))]
    arrived = [opened(jpeg) for _, jpeg, _ in mind.asked]
    assert [(each.format, each.size) for each in arrived] == [("JPEG", size) for _, size in SENT_AND_SEEN]


def opened(jpeg: bytes | None) -> Image.Image:
    assert jpeg is not None
    return Image.open(io.BytesIO(jpeg))
