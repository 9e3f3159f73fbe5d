"""What is shown is seen."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.support.emulator import Emulator

from .talk import TEXT_MODEL, WRITTEN, Sdk, blob

QUESTION = "What colour do you see?"


def picture(colour: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(data, "JPEG")
    return data.getvalue()


@pytest.mark.parametrize("colour", ["red", "blue"])
async def test_a_picture_of_the_stream_is_seen(sdk: Sdk, emulator: Emulator, colour: str) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN) as talk:
        await talk.show(picture(colour))
        await talk.type(QUESTION)
        turn = await talk.turn()
    assert colour in turn.text.lower()


@pytest.mark.parametrize("colour", ["red", "blue"])
async def test_a_picture_within_a_turn_is_seen(sdk: Sdk, emulator: Emulator, colour: str) -> None:
    parts = [{"inlineData": blob(picture(colour), "image/jpeg")}, {"text": QUESTION}]
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN) as talk:
        await talk.tell({"role": "user", "parts": parts})
        turn = await talk.turn()
    assert colour in turn.text.lower()
