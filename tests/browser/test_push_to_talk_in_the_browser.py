"""A key is held, and what is said meanwhile is heard and answered."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

from playwright.async_api import Page, expect

from tests.conftest import StartService
from tests.support.browser import WITHIN_MS, Browsers, TalkPage, talk_page
from tests.support.connections import becomes_true
from tests.support.emulator import running_emulator

NARROW = {"width": 390, "height": 844}
SPOKEN_CHUNKS = 30


def order(record: Path) -> list[str]:
    """What was received, audio that follows audio told once."""
    messages = [json.loads(line).get("message", {}) for line in record.read_text().splitlines()]
    inputs = [next(iter(each["realtime_input"])) for each in messages if "realtime_input" in each]
    return [name for name, _ in groupby(inputs)]


async def begin(talk: TalkPage) -> None:
    await talk.page.locator("label", has_text="Push to talk").click()
    await talk.start()
    await expect(talk.page.locator("#hold")).to_be_visible(timeout=WITHIN_MS)
    await expect(talk.page.locator("#mute")).to_be_hidden()


async def holds(page: Page, held: bool) -> None:
    await expect(page.locator("#hold")).to_have_attribute("aria-pressed", "true" if held else "false")


async def speaks(record: Path) -> None:
    """Until a sentence more of the microphone has reached the model: longer than a press that latches."""
    enough = chunks(record) + SPOKEN_CHUNKS
    await becomes_true(lambda: chunks(record) >= enough, within_s=10)


def chunks(record: Path) -> int:
    return record.read_text().count('"audio"')


async def answered(talk: TalkPage, turn: int) -> None:
    await talk.finished("model", turn)
    await talk.becomes("agent", "listening")


async def test_pointer_and_space_bar_and_click_each_make_an_activity(
    browsers: Browsers, start_service: StartService, tmp_path: Path
) -> None:
    record = tmp_path / "record.jsonl"
    with running_emulator(
        tmp_path, "--scenario", "tone", "--tone-s", "0.5", "--record", str(record)
    ) as emulator:
        service = start_service(**emulator.environment)
        async with talk_page(await browsers.get(), service, viewport=NARROW) as talk:
            page = talk.page
            await begin(talk)
            await expect(page.locator("#status")).to_have_text("Hold the button to talk")

            await page.hover("#hold")
            await page.mouse.down()
            await holds(page, True)
            await speaks(record)
            await page.mouse.move(5, 5)
            await page.mouse.up()
            await holds(page, False)
            await answered(talk, 1)

            await page.locator("#talk").focus()
            await page.keyboard.down("Space")
            await holds(page, True)
            await speaks(record)
            await page.keyboard.up("Space")
            await holds(page, False)
            await answered(talk, 2)

            await page.click("#hold")
            await holds(page, True)
            await expect(page.locator(".hold-words")).to_have_text("Listening. Press again to send")
            await speaks(record)
            await page.click("#hold")
            await holds(page, False)
            await answered(talk, 3)

            await page.locator("#message").press("Space")
            await holds(page, False)
            await talk.stop()
    assert order(record) == ["activityStart", "audio", "activityEnd"] * 3


async def test_a_page_that_is_left_lets_go(
    browsers: Browsers, start_service: StartService, tmp_path: Path
) -> None:
    record = tmp_path / "record.jsonl"
    with running_emulator(
        tmp_path, "--scenario", "tone", "--tone-s", "0.5", "--record", str(record)
    ) as emulator:
        service = start_service(**emulator.environment)
        async with talk_page(await browsers.get(), service) as talk:
            page = talk.page
            await begin(talk)
            await page.hover("#hold")
            await page.mouse.down()
            await holds(page, True)
            await speaks(record)
            await page.evaluate("window.dispatchEvent(new Event('blur'))")
            await holds(page, False)
            await answered(talk, 1)
            await page.mouse.up()
            await talk.stop()
    assert order(record) == ["activityStart", "audio", "activityEnd"]
