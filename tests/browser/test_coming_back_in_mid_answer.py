"""A connection cut while the answer is spoken: it goes on where it was, each word and each sample once."""

from __future__ import annotations

import numpy as np
from playwright.async_api import expect

from tests.browser.asking import begin_by_typing
from tests.browser.coming_back import cut_off, cuttable_page, is_back, links, said, watch_link
from tests.browser.ear import EAR, Heard, heard_on
from tests.conftest import StartService
from tests.support.browser import WITHIN_MS, Browsers
from tests.support.emulator import Emulator

SONG = " ".join(f"tone {stamp}" for stamp in range(1, 21))
SONG_S = 10.0
PERIOD_S = 0.005
LOUD = 0.05


def sounding_s(heard: Heard) -> float:
    """How long the tone sounded, pauses left out."""
    window = round(PERIOD_S * heard.rate)
    count = len(heard.sound) // window
    peaks = np.abs(heard.sound[: count * window]).reshape(count, window).max(1)
    return float((peaks > LOUD).sum()) * PERIOD_S


async def test_the_answer_goes_on_and_is_heard_once(
    browsers: Browsers, start_service: StartService, tone_emulator: Emulator
) -> None:
    service = start_service(**tone_emulator.environment)
    async with cuttable_page(await browsers.get(), service, EAR, bypass_csp=True) as (talk, proxy):
        await begin_by_typing(talk)
        await watch_link(talk.page)
        await talk.type("Sing.")
        for times, stamp in enumerate((4, 9), 1):
            await expect(talk.utterance("model", 1)).to_contain_text(f"tone {stamp}", timeout=WITHIN_MS)
            proxy.cut()
            await is_back(talk, times)
        await talk.finished("model", 1)
        await talk.becomes("agent", "listening")
        assert await said(talk) == ["Sing.", SONG]
        await expect(talk.utterance("model", 1).locator(".unheard")).to_be_hidden()
        assert abs(sounding_s(await heard_on(talk.page)) - SONG_S) < 0.15
        assert await links(talk.page) == ["live", "reconnecting", "live", "reconnecting", "live"]
        assert await talk.page.locator("#notices li").count() == 0
        await talk.stop()
    assert service.rows(
        "SELECT heard_samples = total_samples, interrupted, text FROM chat_utterance WHERE speaker = 'model'"
    ) == [(1, 0, SONG)]


async def test_what_has_not_been_heard_is_not_shown_while_the_connection_is_away(
    browsers: Browsers, start_service: StartService, tone_emulator: Emulator
) -> None:
    service = start_service(**tone_emulator.environment)
    async with cuttable_page(await browsers.get(), service, EAR, bypass_csp=True) as (talk, proxy):
        await begin_by_typing(talk)
        await talk.type("Sing.")
        await expect(talk.utterance("model", 1)).to_contain_text("tone 2", timeout=WITHIN_MS)
        await cut_off(talk, proxy)
        # At most two seconds of speech have come beyond what is heard; the clock reveals nothing of the rest.
        await talk.page.wait_for_function("ear.contexts.size && [...ear.contexts][0].currentTime > 5")
        heard_s = sounding_s(await heard_on(talk.page))
        shown = len((await talk.utterance("model", 1).locator(".words").text_content() or "").split()) / 2
        assert shown <= heard_s * 2 + 1
        proxy.refusing = False
        await talk.becomes("link", "live")
        await talk.finished("model", 1)
        assert await said(talk) == ["Sing.", SONG]
        await talk.stop()
