"""What is typed or said while the connection is away reaches the model once it is back."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.asking import answer_has, answers, begin_by_typing
from tests.browser.coming_back import cut_off, cuttable_page, said
from tests.browser.ear import MOUTH, say_aloud
from tests.conftest import StartService
from tests.support.browser import WITHIN_MS, Browsers, TalkPage
from tests.support.emulator import Emulator
from tests.support.recordings import Recording, librivox, word_errors

PAUSE = bytes(16_000)
"""Half a second of silence."""


def sentence() -> Recording:
    return min(librivox(), key=lambda recording: len(recording.pcm))


async def heard(talk: TalkPage) -> None:
    """The model has heard the sentence, and has begun to answer."""
    await expect(talk.utterances("model").first).to_be_visible(timeout=WITHIN_MS)
    words = await talk.finished("user", 1)
    assert word_errors(sentence().words, words) <= 2


async def test_typed_words_wait_in_sight_and_are_answered_once(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with cuttable_page(await browsers.get(), service) as (talk, proxy):
        await begin_by_typing(talk)
        await cut_off(talk, proxy)
        await talk.type("What is 6 times 7?")
        waiting = talk.page.locator("#waiting li")
        await expect(waiting.locator(".words")).to_have_text("What is 6 times 7?")
        await expect(waiting.locator(".speaker")).to_have_text("You, not sent yet")
        await expect(talk.page.locator("#message")).to_have_value("")
        proxy.refusing = False
        await talk.becomes("link", "live")
        await answer_has(talk, "42")
        await expect(waiting).to_have_count(0)
        await expect(talk.utterances("user")).to_have_count(1)
        await expect(talk.utterances("user")).to_have_attribute("data-typed", "true")
        await talk.stop()


async def test_words_typed_as_the_connection_breaks_come_once(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with cuttable_page(await browsers.get(), service) as (talk, proxy):
        await begin_by_typing(talk)
        # What is sent now never arrives, and nobody knows yet.
        proxy.stall()
        await talk.type("What is 6 times 7?")
        await expect(talk.page.locator("#waiting li")).to_be_visible()
        proxy.cut()
        proxy.flow()
        await answer_has(talk, "42")
        await talk.becomes("agent", "listening")
        assert (await said(talk))[0] == "What is 6 times 7?"
        await expect(talk.utterances("user")).to_have_count(1)
        await talk.stop()


async def test_words_that_never_went_are_in_the_box_again_when_the_talk_is_over(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with cuttable_page(await browsers.get(), service) as (talk, proxy):
        await begin_by_typing(talk)
        await cut_off(talk, proxy)
        await talk.type("First.")
        await talk.type("Second.")
        await talk.stop()
        await expect(talk.page.locator('.notice[data-code="not_connected"]')).to_be_visible()
        await expect(talk.page.locator("#waiting li")).to_have_count(0)
        proxy.refusing = False
        await talk.page.click("#again")
        await talk.becomes("link", "live")
        await expect(talk.page.locator("#message")).to_have_value("First.\nSecond.")
        await talk.stop()


async def test_what_is_said_meanwhile_is_heard_after_it(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with cuttable_page(await browsers.get(), service, MOUTH, bypass_csp=True) as (talk, proxy):
        await talk.start()
        await cut_off(talk, proxy)
        await say_aloud(talk.page, sentence().pcm + PAUSE)
        await expect(talk.page.locator("#mute")).to_be_enabled()
        assert await talk.page.evaluate("document.body.dataset.microphone") == "on"
        proxy.refusing = False
        await talk.becomes("link", "live")
        await heard(talk)
        await talk.stop()


async def test_who_mutes_meanwhile_is_answered_and_then_not_heard(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with cuttable_page(await browsers.get(), service, MOUTH, bypass_csp=True) as (talk, proxy):
        await talk.start()
        await cut_off(talk, proxy)
        await say_aloud(talk.page, sentence().pcm + PAUSE)
        await talk.page.click("#mute")
        await talk.becomes("microphone", "off")
        proxy.refusing = False
        await talk.becomes("link", "live")
        # The end of what was said is told behind it: the model need not wait for silence that never comes.
        await heard(talk)
        await say_aloud(talk.page, sentence().pcm + PAUSE)
        await answers(talk, "What is 6 times 7?", "42", answer=1)
        await expect(talk.utterances("user")).to_have_count(2)
        await talk.stop()
