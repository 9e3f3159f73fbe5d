"""What Stop and Mute do to the microphone."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.ear import EAR, MOUTH, say_aloud
from tests.support.browser import Browsers, talk_page
from tests.support.recordings import librivox, word_errors
from tests.support.service import Service


async def devices(page: Page) -> tuple[list[str], list[str]]:
    """The states of all tracks that were captured, and of all audio contexts."""
    tracks, contexts = await page.evaluate(
        "() => [ear.streams.flatMap((stream) => stream.getTracks()).map((track) => track.readyState),"
        " [...ear.contexts].map((context) => context.state)]"
    )
    return tracks, contexts


async def test_stop_releases_microphone_camera_and_sound(browsers: Browsers, module_service: Service) -> None:
    async with talk_page(await browsers.get(), module_service, EAR, bypass_csp=True) as talk:
        await talk.start()
        await talk.page.click("#camera")
        await expect(talk.page.locator("#camera-preview")).to_be_visible()
        assert await devices(talk.page) == (["live", "live"], ["running"])
        await talk.stop()
        await talk.page.wait_for_function("() => [...ear.contexts].every(({ state }) => state === 'closed')")
        assert await devices(talk.page) == (["ended", "ended"], ["closed"])


async def test_nothing_is_heard_while_muted(browsers: Browsers, module_service: Service) -> None:
    unheard, heard = librivox()[1], librivox()[4]
    async with talk_page(await browsers.get(), module_service, MOUTH, EAR, bypass_csp=True) as talk:
        await talk.start()
        await talk.page.click("#mute")
        await talk.becomes("microphone", "off")
        await say_aloud(talk.page, unheard.pcm)
        await talk.page.click("#mute")
        await talk.becomes("microphone", "on")
        await say_aloud(talk.page, heard.pcm)
        await expect(talk.utterances("model").first).to_be_visible(timeout=15_000)
        assert word_errors(heard.words, await talk.finished("user", 1)) <= 1
        await expect(talk.utterances("user")).to_have_count(1)
