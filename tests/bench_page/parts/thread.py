"""What speech costs the page's main thread while it goes both ways."""

from __future__ import annotations

import asyncio

from tests.bench_page.ground import Ground
from tests.bench_page.row import Outcome, Part, Row
from tests.bench_page.trace import CATEGORIES, script_ms, within
from tests.browser.ear import MOUTH
from tests.faults.figures import Figure
from tests.support.browser import talk_page

TRACED_S, SHORT_TRACED_S = 30, 3
BEFORE_S = 5
"""The answer is longer than what is traced."""
AUDIO_FOLDERS = ("/js/audio/", "/js/capture/")

THREAD = Row("main_thread", "main thread for the audio path", "", 2, "ms/s")


async def measure(ground: Ground) -> Outcome:
    traced_s = ground.size(TRACED_S, SHORT_TRACED_S)
    service = ground.start_service(ground.start_tone(traced_s + 2 * BEFORE_S))
    browser = await ground.browsers.get()
    async with talk_page(browser, service, MOUTH) as talk:
        await talk.start()
        await talk.type("Sing a long tone.")
        await talk.becomes("agent", "speaking")
        await browser.start_tracing(page=talk.page, categories=[*CATEGORIES])
        await asyncio.sleep(traced_s)
        spent = script_ms(await browser.stop_tracing())
        await talk.becomes("agent", "speaking")
        await talk.stop()
    audio, all_scripts = within(spent, AUDIO_FOLDERS), sum(spent.values())
    assert audio, "no call of the audio path was traced"
    per_s = Figure("of all scripts", all_scripts / traced_s, "ms/s")
    return Outcome({THREAD.name: [THREAD.figure(audio / traced_s), per_s]})


PART = Part("thread", (THREAD,), measure)
