"""The page is loaded again: a card offers to go on with its talk, which is all there, or to end it."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Locator, expect

from tests.browser.asking import answers, begin_by_typing
from tests.browser.coming_back import STORED_SECRET, reload, said
from tests.conftest import StartService
from tests.support.browser import Browsers, TalkPage, talk_page
from tests.support.connections import becomes_true
from tests.support.emulator import Emulator
from tests.support.service import Service

KEPT_FOR_MS = 60_000
NO_MICROPHONE = Path(__file__).parent / "pages" / "no-microphone.js"


async def end_as(service: Service, *expected: str) -> None:
    """Waits until all talks that there have been have ended, in these ways."""
    await becomes_true(lambda: outcomes(service) == [*expected], within_s=10)


def outcomes(service: Service) -> list[str]:
    rows = service.rows(
        "SELECT outcome FROM chat_conversation WHERE ended_at IS NOT NULL ORDER BY started_at"
    )
    return [outcome for (outcome,) in rows]


def card(talk: TalkPage) -> Locator:
    return talk.page.locator("#open-talk")


async def test_who_goes_on_sees_the_whole_thread_and_is_known(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with talk_page(await browsers.get(), service) as talk:
        await talk.start()
        await talk.page.click("#mute")
        await talk.becomes("microphone", "off")
        await answers(talk, "My name is Berenice.", "Berenice")
        await talk.becomes("agent", "listening")
        before = await said(talk)

        await reload(talk)
        await expect(talk.page.locator("#go-on")).to_be_focused()
        await talk.page.keyboard.press("Enter")
        await talk.becomes("link", "live")
        await expect(talk.utterances("user").first).to_have_attribute("data-typed", "true")
        assert await said(talk) == before
        await talk.becomes("microphone", "off")
        await answers(talk, "What is my name?", "Berenice", answer=1)
        assert (await said(talk))[: len(before)] == before

        await reload(talk)
        await talk.page.click("#go-on")
        await talk.becomes("link", "live")
        await expect(talk.utterances("model")).to_have_count(2)
        await talk.stop()
        assert await talk.page.evaluate(STORED_SECRET) is None
    await end_as(service, "goodbye")


async def test_the_microphone_is_on_again_where_it_was(
    browsers: Browsers, start_service: StartService, tone_emulator: Emulator
) -> None:
    service = start_service(**tone_emulator.environment)
    async with talk_page(await browsers.get(), service) as talk:
        await talk.start()
        await reload(talk)
        await talk.page.click("#go-on")
        await talk.becomes("link", "live")
        await talk.becomes("microphone", "on")
        await talk.stop()


async def test_who_ends_it_can_start_anew(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment, LIVECHAT_MAX_SESSIONS="1")
    async with talk_page(await browsers.get(), service) as talk:
        await begin_by_typing(talk)
        await reload(talk)
        await talk.page.click("#end-talk")
        await expect(card(talk)).to_be_hidden()
        await expect(talk.page.locator("#start")).to_be_focused()
        assert await talk.page.evaluate(STORED_SECRET) is None
        await end_as(service, "goodbye")
        await begin_by_typing(talk)
        await answers(talk, "What is 6 times 7?", "42")
        await talk.stop()


async def test_another_talk_takes_the_place_of_the_open_one_even_on_a_full_server(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment, LIVECHAT_MAX_SESSIONS="1")
    async with talk_page(await browsers.get(), service) as talk:
        await begin_by_typing(talk)
        await reload(talk)
        await begin_by_typing(talk)
        await answers(talk, "What is 6 times 7?", "42")
        await talk.stop()
    await end_as(service, "goodbye", "goodbye")


async def test_after_a_minute_nothing_is_offered_any_more(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with talk_page(await browsers.get(), service) as talk:
        await talk.page.clock.install()
        await begin_by_typing(talk)
        await reload(talk)
        await talk.page.clock.fast_forward(KEPT_FOR_MS)
        await expect(card(talk)).to_be_hidden()
        await expect(talk.page.locator("#start")).to_be_focused()
        assert await talk.page.evaluate(STORED_SECRET) is None
        await talk.page.reload()
        await expect(talk.page.locator("#start")).to_be_enabled()
        await expect(card(talk)).to_be_hidden()


async def test_a_talk_that_ended_is_not_offered(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with talk_page(await browsers.get(), service) as talk:
        await begin_by_typing(talk)
        await talk.stop()
        await talk.page.reload()
        await expect(talk.page.locator("#start")).to_be_enabled()
        await expect(card(talk)).to_be_hidden()


async def test_a_talk_that_ended_meanwhile_is_told_in_words(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment, LIVECHAT_RESUME_WITHIN_S="0")
    async with talk_page(await browsers.get(), service) as talk:
        await begin_by_typing(talk)
        await reload(talk)
        await end_as(service, "lost")
        await talk.page.click("#go-on")
        await talk.becomes("link", "ended")
        await expect(talk.page.locator("#ending-title")).to_have_text("The talk was cut off")
        await expect(talk.page.locator("#alert")).not_to_be_empty()
        await expect(talk.page.locator("#again")).to_have_text("Start again")


async def test_another_tab_that_goes_on_has_the_talk_and_the_first_does_not_fight_back(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with talk_page(await browsers.get(), service) as talk:
        await begin_by_typing(talk)
        await answers(talk, "My name is Berenice.", "Berenice")
        async with talk.page.expect_popup() as opened:
            # With the opener's session storage, as a tab that was duplicated.
            await talk.page.evaluate("() => void open('/')")
        copy = TalkPage(await opened.value)
        await copy.page.click("#go-on")
        await copy.becomes("link", "live")
        await talk.becomes("link", "error")
        await expect(talk.page.locator("#ending-title")).to_have_text("The talk goes on elsewhere")
        await expect(talk.page.locator("#status")).to_have_text("Ended")
        assert await talk.page.evaluate(STORED_SECRET) is None
        await answers(copy, "What is my name?", "Berenice", answer=1)
        await expect(talk.page.locator("body")).to_have_attribute("data-link", "error")
        await copy.stop()
    await end_as(service, "goodbye")


async def test_who_has_no_microphone_any_more_can_go_on_by_typing(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with talk_page(await browsers.get(), service) as talk:
        await talk.start()
        await answers(talk, "My name is Berenice.", "Berenice")
        await talk.page.add_init_script(path=NO_MICROPHONE)
        await reload(talk)
        await talk.page.click("#go-on")
        await talk.becomes("link", "error")
        await expect(talk.page.locator("#status")).to_have_text("Not connected")
        await talk.page.click("#back")
        await expect(talk.page.locator("#go-on")).to_be_focused()
        await talk.page.click("#go-on")
        await talk.becomes("link", "error")
        await talk.page.click("#type-instead")
        await talk.becomes("link", "live")
        await answers(talk, "What is my name?", "Berenice", answer=1)
        await talk.stop()
    await end_as(service, "goodbye")
