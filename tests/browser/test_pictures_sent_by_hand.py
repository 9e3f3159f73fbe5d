"""A still picture that is chosen, pasted or dropped goes up before the words that speak of it."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, expect

from tests.browser.asking import COLOUR_QUESTION, answer_has, answers, begin_by_typing, names
from tests.support.browser import WITHIN_MS, Browsers, TalkPage, talk_page
from tests.support.connections import becomes_true
from tests.support.service import Service

GIVE = """([kind, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "picture.png", { type: "image/png" }));
  const options = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: data })
    : new DragEvent("drop", { ...options, dataTransfer: data });
  document.querySelector("#message").dispatchEvent(event);
}"""


def png(colour: str) -> bytes:
    """Larger than what is sent up, and not square."""
    data = io.BytesIO()
    Image.new("RGB", (1600, 900), colour).save(data, "PNG")
    return data.getvalue()


async def choose(page: Page, data: bytes) -> None:
    picture = FilePayload(name="picture.png", mimeType="image/png", buffer=data)
    await page.set_input_files("#attach-file", picture)


async def give(page: Page, kind: str, data: bytes) -> None:
    """By "paste" or "drop"."""
    await page.evaluate(GIVE, [kind, base64.b64encode(data).decode()])


async def recorded(service: Service, *, pictures: int) -> None:
    def as_expected() -> bool:
        newest = service.rows("SELECT outcome, pictures FROM chat_conversation ORDER BY started_at DESC")[0]
        return newest == ("goodbye", pictures)

    await becomes_true(as_expected, within_s=10)


async def attached(page: Page) -> None:
    await expect(page.locator("#attachment canvas")).to_be_visible(timeout=WITHIN_MS)


@pytest.mark.parametrize(("way", "colour"), [("choose", "red"), ("paste", "blue"), ("drop", "green")])
async def test_it_is_seen_and_stands_in_the_thread(
    browsers: Browsers, module_service: Service, way: str, colour: str
) -> None:
    async with talk_page(await browsers.get(), module_service) as talk:
        await begin_by_typing(talk)
        if way == "choose":
            await choose(talk.page, png(colour))
        else:
            await give(talk.page, way, png(colour))
        await attached(talk.page)
        await answers(talk, COLOUR_QUESTION, names(colour))
        asked = talk.utterances("user").first
        await expect(asked.get_by_role("img", name="The picture you sent")).to_be_visible()
        await expect(asked.locator(".words")).to_have_text(COLOUR_QUESTION)
        await expect(talk.page.locator("#attachment")).to_be_hidden()
        await talk.stop()
    await recorded(module_service, pictures=1)


async def test_a_picture_needs_no_words(browsers: Browsers, module_service: Service) -> None:
    async with talk_page(await browsers.get(), module_service) as talk:
        await begin_by_typing(talk)
        await choose(talk.page, png("red"))
        await attached(talk.page)
        await talk.page.click("#send")
        await expect(talk.utterances("user").first.locator(".words")).to_have_text("Look at this picture.")
        await answer_has(talk, r"\w+")


async def test_a_picture_can_be_taken_back(browsers: Browsers, module_service: Service) -> None:
    async with talk_page(await browsers.get(), module_service) as talk:
        await begin_by_typing(talk)
        await choose(talk.page, png("red"))
        await attached(talk.page)
        await talk.page.get_by_role("button", name="Remove the picture").click()
        await expect(talk.page.locator("#attachment")).to_be_hidden()
        await talk.type("Hello!")
        await answer_has(talk, r"\w+")
        await expect(talk.utterances("user").first.get_by_role("img")).to_have_count(0)
        await talk.stop()
    await recorded(module_service, pictures=0)


async def notice(talk: TalkPage, code: str, words: str) -> None:
    await expect(talk.page.locator(f'.notice[data-code="{code}"] p')).to_have_text(words, timeout=WITHIN_MS)


async def test_what_is_no_picture_is_refused_in_words(
    browsers: Browsers, module_service: Service, tmp_path: Path
) -> None:
    huge = tmp_path / "huge.png"
    huge.touch()
    os.truncate(huge, 40_000_001)
    async with talk_page(await browsers.get(), module_service) as talk:
        await begin_by_typing(talk)
        await talk.page.fill("#message", "These words stay.")
        await choose(talk.page, b"not a picture at all")
        await notice(talk, "no_picture", "That is no picture this browser can open. Try a JPEG or PNG.")
        await talk.page.set_input_files("#attach-file", huge)
        await notice(talk, "picture_too_big", "That file is too big: a picture may have up to 40 MB.")
        await expect(talk.page.locator("#attachment")).to_be_hidden()
        await expect(talk.page.locator("#message")).to_have_value("These words stay.")
