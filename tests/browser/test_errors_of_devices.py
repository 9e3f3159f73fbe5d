"""No microphone, or none for this page: told in plain words, with a way on."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from tests.browser.asking import answers, begin_by_typing
from tests.support.browser import WITHIN_MS, Browsers, TalkPage, talk_page
from tests.support.service import Service

NO_MICROPHONE = Path(__file__).parent / "pages" / "no-microphone.js"
REFUSING = "--use-fake-ui-for-media-stream=deny"
NO_CAMERA = "--use-fake-device-for-media-stream=device-count=0"


async def start_fails(talk: TalkPage, words: str) -> None:
    await talk.page.click("#start")
    await talk.becomes("link", "error")
    await expect(talk.page.locator("#alert")).to_contain_text(words)
    await expect(talk.page.locator("#again")).to_be_visible()


async def notice_says(talk: TalkPage, words: str) -> None:
    await expect(talk.page.locator("#notices")).to_contain_text(words, timeout=WITHIN_MS)


async def test_no_microphone_is_told_and_once_plugged_in_it_is_taken(
    browsers: Browsers, module_service: Service
) -> None:
    async with talk_page(await browsers.get(), module_service, NO_MICROPHONE) as talk:
        await start_fails(talk, "There is no microphone. Plug one in and try again, or go on by typing.")
        await talk.page.evaluate("globalThis.microphone = true")
        await talk.page.click("#again")
        await talk.becomes("link", "live")
        await talk.becomes("microphone", "on")
        await talk.stop()


async def test_without_a_microphone_one_talks_by_typing(browsers: Browsers, module_service: Service) -> None:
    async with talk_page(await browsers.get(), module_service, NO_MICROPHONE) as talk:
        await start_fails(talk, "go on by typing")
        await talk.page.click("#type-instead")
        await talk.becomes("link", "live")
        await answers(talk, "What is 6 times 7?", "42")
        await talk.page.click("#mute")
        await notice_says(talk, "There is no microphone.")
        await talk.stop()


async def test_a_refused_permission_is_told_and_one_talks_by_typing(
    browsers: Browsers, module_service: Service
) -> None:
    async with talk_page(await browsers.get(REFUSING), module_service) as talk:
        await start_fails(talk, "This page may not use the microphone. Allow it in the address bar")
        await talk.page.click("#type-instead")
        await talk.becomes("link", "live")
        await talk.page.click("#camera")
        await notice_says(talk, "This page may not use the camera.")
        await answers(talk, "What is 6 times 7?", "42")
        await talk.stop()


async def test_no_camera_is_told_and_the_talk_goes_on(browsers: Browsers, module_service: Service) -> None:
    async with talk_page(await browsers.get(NO_CAMERA), module_service) as talk:
        await begin_by_typing(talk)
        await talk.page.click("#camera")
        await notice_says(talk, "There is no camera. Plug one in and try again.")
        await answers(talk, "What is 6 times 7?", "42")
        await talk.stop()
