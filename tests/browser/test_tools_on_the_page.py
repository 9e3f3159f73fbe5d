"""What the model calls, on the page: shown as it runs, done by the page, and asked for by voice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.asking import begin_by_typing
from tests.browser.spoken import write_speech
from tests.browser.test_layout import DESKTOP, LIGHTNESS, PHONE, complaints_of, fits
from tests.support.browser import WITHIN_MS, Browsers, TalkPage, microphone_file, talk_page
from tests.support.emulator import running_emulator
from tests.support.service import Service, running_service

NEWS = """
version = 1
[[on]]
text = "news"
repeat = true
raw = '''{"serverContent": {"groundingMetadata": {
  "groundingChunks": [{"web": {"uri": "https://example.org/tulips", "title": "Tulips of the world"}},
                      {"web": {"uri": "javascript:alert(1)", "title": "A trap"}}],
  "searchEntryPoint": {"renderedContent":
    "<style>.chip { color: rgb(1, 2, 3) }</style><a class=chip href=https://example.org/search>tulips</a>"}}}}'''
say = "The tulips bloom early this year."
"""


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Service]:
    """A service whose model knows the news, and their sources."""
    directory = tmp_path_factory.mktemp("newsroom")
    scenario = directory / "news.toml"
    scenario.write_text(NEWS)
    with (
        running_emulator(directory, "--scenario", str(scenario)) as emulator,
        running_service(directory / "service", empty_database, **emulator.environment) as service,
    ):
        yield service


def call(talk: TalkPage, name: str) -> Locator:
    return talk.page.locator(f'#thread li[data-tool="{name}"]')


async def is_done(talk: TalkPage, name: str) -> Locator:
    shown = call(talk, name)
    await expect(shown).to_have_attribute("data-state", "done", timeout=WITHIN_MS)
    return shown


async def lightness(page: Page) -> float:
    return float(await page.evaluate(LIGHTNESS))


async def test_a_timer_asked_for_aloud_is_set_told_and_interrupts(
    browsers: Browsers, service: Service, tmp_path: Path
) -> None:
    microphone = write_speech(
        tmp_path / "timer.wav", "Set a timer for five seconds.", before_s=1.5, after_s=2
    )
    browser = await browsers.get(microphone_file(microphone))
    async with talk_page(browser, service) as talk:
        await talk.start()
        timer = call(talk, "set_timer")
        await expect(timer).to_have_attribute("data-state", "running", timeout=WITHIN_MS)
        await expect(timer.locator(".tool-result")).to_have_text("The timer is set for 5 seconds.")
        await expect(talk.utterances("model").filter(has_text="is set for 5 seconds")).to_have_count(
            1, timeout=WITHIN_MS
        )
        await talk.type("Tell me a long story.")
        await expect(call(talk, "set_timer")).to_have_attribute("data-state", "done", timeout=WITHIN_MS)
        await expect(talk.utterances("model").last).to_have_text(
            re.compile("The time is up: the timer of 5 seconds is done"), timeout=WITHIN_MS
        )
        await talk.stop()
    rows = service.rows(
        "SELECT speaker, text, heard_chars, interrupted FROM chat_utterance ORDER BY sequence"
    )
    [(_, kept, *_)] = [row for row in rows if row[0] == "tool"]
    assert kept == "set_timer(seconds=5) → The time is up: the timer of 5 seconds is done."
    assert rows[0][0] == "user" and "timer" in rows[0][1].lower()
    story, (speaker, said, heard_chars, _) = rows[-2:]
    assert story[3], "the timer interrupts the story"
    assert (speaker, said[:heard_chars]) == ("model", "The time is up: the timer of 5 seconds is done.")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_theme_changes_by_a_word_by_hand_and_stays(
    browsers: Browsers, module_service: Service, viewport: dict[str, int]
) -> None:
    browser = await browsers.get()
    async with talk_page(browser, module_service, viewport=viewport, color_scheme="light") as talk:
        complaints = complaints_of(talk.page)
        assert await lightness(talk.page) > 0.8
        await begin_by_typing(talk)
        await talk.type("Switch to the dark theme.")
        shown = await is_done(talk, "set_theme")
        await expect(shown.locator(".tool-result")).to_have_text("The page is dark now.")
        assert await lightness(talk.page) < 0.2
        await shown.locator("summary").click()
        await expect(shown.locator("dd")).to_have_text("dark")
        await fits(talk.page)
        await talk.stop()
        await talk.page.reload()
        assert await lightness(talk.page) < 0.2
        await talk.page.click("#help-open")
        await expect(talk.page.get_by_role("radio", name="Dark")).to_be_checked()
        await talk.page.get_by_role("radio", name="As the device").check()
        assert await lightness(talk.page) > 0.8
        assert complaints == []
    kept = module_service.rows("SELECT text FROM chat_utterance WHERE speaker = 'tool' ORDER BY id DESC")[0]
    assert kept[0] == 'set_theme(theme="dark") → The page is dark now.'


async def test_captions_are_hidden_and_shown_again(browsers: Browsers, module_service: Service) -> None:
    browser = await browsers.get()
    async with talk_page(browser, module_service) as talk:
        await begin_by_typing(talk)
        await talk.type("Turn captions off.")
        await is_done(talk, "show_captions")
        await expect(talk.utterances("user")).to_be_hidden()
        await talk.page.click("#captions-show")
        await expect(talk.utterances("user")).to_be_visible()
        await talk.page.click("#help-open")
        captions = talk.page.get_by_role("switch", name="Show captions")
        await expect(captions).to_be_checked()
        await captions.uncheck()
        await expect(talk.page.locator("#captions-hidden")).to_have_count(1)
        await expect(talk.page.locator("body")).to_have_attribute("data-captions", "off")


async def test_a_call_that_fails_says_why(browsers: Browsers, module_service: Service) -> None:
    browser = await browsers.get()
    async with talk_page(browser, module_service) as talk:
        await begin_by_typing(talk)
        await talk.type("What time is it in Atlantis?")
        shown = call(talk, "get_time")
        await expect(shown).to_have_attribute("data-state", "failed", timeout=WITHIN_MS)
        await expect(shown.locator(".tool-result")).to_contain_text("There is no time zone for Atlantis.")


async def test_what_still_runs_is_shown_as_ended_with_the_talk(
    browsers: Browsers, module_service: Service
) -> None:
    browser = await browsers.get()
    async with talk_page(browser, module_service) as talk:
        await begin_by_typing(talk)
        await talk.type("Set a timer for ten minutes.")
        await expect(call(talk, "set_timer")).to_have_attribute("data-state", "running", timeout=WITHIN_MS)
        await talk.stop()
        await expect(call(talk, "set_timer").locator(".tool-state")).to_have_text("ended with the talk")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_sources_are_links_and_suggestions_a_sandboxed_frame(
    browsers: Browsers, newsroom: Service, viewport: dict[str, int]
) -> None:
    browser = await browsers.get()
    async with talk_page(browser, newsroom, viewport=viewport) as talk:
        complaints = complaints_of(talk.page)
        await begin_by_typing(talk)
        await talk.type("The news, please.")
        links = talk.utterances("model").locator(".sources a")
        await expect(links).to_have_text(["Tulips of the world"], timeout=WITHIN_MS)
        await expect(links).to_have_attribute("href", "https://example.org/tulips")
        await expect(links).to_have_attribute("rel", "noopener noreferrer")
        frame = talk.page.locator(".sources iframe")
        await expect(frame).to_have_attribute("sandbox", "allow-popups allow-popups-to-escape-sandbox")
        chip = talk.page.frame_locator(".sources iframe").locator(".chip")
        await expect(chip).to_have_text("tulips")
        await expect(chip).to_have_css("color", "rgb(1, 2, 3)")
        await fits(talk.page)
        assert complaints == []
