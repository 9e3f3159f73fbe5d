"""What the page holds while a talk goes on and on."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from playwright.async_api import Browser, Page

from tests.bench_page.ground import Ground
from tests.bench_page.row import Outcome, Part, Row
from tests.browser.ear import MOUTH
from tests.browser.processes import processes_of
from tests.faults.figures import Figure
from tests.support.browser import TalkPage, talk_page
from tests.support.process import resident_kb

TONE_S = 10
SAMPLES = 30
WARM_UP = 1 / 10
"""Of the time."""
GROWN = Row("memory", "memory of the page over 30 min, after the first tenth", "more", 5, "%")


@dataclass(frozen=True, slots=True)
class Sample:
    at_s: float
    heap_mb: float
    """JavaScript's, of the page, after a collection."""
    resident_mb: float
    """Of the process that renders it, with its worker and worklets."""


async def measure(ground: Ground) -> Outcome:
    lasting_s = 60 * ground.minutes
    service = ground.start_service(ground.start_tone(TONE_S))
    browser = await ground.browsers.get()
    async with talk_page(browser, service, MOUTH) as talk:
        await talk.start()
        samples = await _watch(talk, browser, lasting_s)
        await talk.stop()
    resident = grown_percent([sample.resident_mb for sample in samples])
    heap = grown_percent([sample.heap_mb for sample in samples])
    return Outcome(
        {
            GROWN.name: [
                GROWN.figure(resident),
                Figure("more JavaScript heap", heap, "%"),
                Figure("resident", samples[-1].resident_mb, "MB"),
                Figure("heap", samples[-1].heap_mb, "MB"),
                Figure("watched", ground.minutes, "min"),
            ]
        },
        log=[
            f"{each.at_s:6.0f} s {each.heap_mb:6.2f} MB heap {each.resident_mb:6.1f} MB" for each in samples
        ],
    )


async def _watch(talk: TalkPage, browser: Browser, lasting_s: float) -> list[Sample]:
    """While one answer follows the other."""
    begun = time.monotonic()
    samples: list[Sample] = []
    for turn in count(1):
        await talk.type("Sing a tone.")
        await talk.finished("model", turn)
        await talk.becomes("agent", "listening")
        passed_s = time.monotonic() - begun
        if passed_s >= (samples[-1].at_s if samples else 0) + lasting_s / SAMPLES:
            samples.append(await _sample(talk.page, browser, begun))
        if passed_s >= lasting_s:
            break
    return samples


async def _sample(page: Page, browser: Browser, begun: float) -> Sample:
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("HeapProfiler.collectGarbage")
    usage = await devtools.send("Runtime.getHeapUsage")
    await devtools.detach()
    renderers = (await processes_of(browser))["renderer"]
    resident = max(resident_kb(process) for process in renderers)
    return Sample(time.monotonic() - begun, usage["usedSize"] / 1e6, resident / 1024)


def grown_percent(series: Sequence[float]) -> float:
    """How much more there is in the last third than in the first, the warming up left out."""
    warm = series[round(len(series) * WARM_UP) :]
    third = max(1, len(warm) // 3)
    before, after = statistics.median(warm[:third]), statistics.median(warm[-third:])
    return 100 * (after / before - 1)


PART = Part("memory", (GROWN,), measure, unasked=False)
