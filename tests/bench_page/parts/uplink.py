"""From the mouth to the server, with the page idle and with its main thread stalled."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench_page.clicks import clicks, delays_ms, longest_gap_ms
from tests.bench_page.ground import Ground
from tests.bench_page.passed import Chunk, take_passed
from tests.bench_page.row import Outcome, Part, Row
from tests.bench_page.stalled import MEASURING, STALLS, stalled
from tests.browser.ear import MOUTH, say_aloud
from tests.faults.figures import Figure, milliseconds, percentile
from tests.support.browser import TalkPage, talk_page
from tests.support.service import Service

MOUTH_CLOCK = MEASURING / "mouth-clock.js"

TO_SERVER = Row("mouth", "mouth -> server, hardware excluded", "p95", 50, "ms")
STEADY = Row("uplink_stalled", "uplink inter-arrival under 200 ms main-thread stalls", "at most", 60, "ms")


async def measure(ground: Ground) -> Outcome:
    service = ground.start_service(ground.start_tone(1))
    count = ground.size(150, 8)
    browser = await ground.browsers.get()
    async with talk_page(browser, service, MOUTH, MOUTH_CLOCK, STALLS, bypass_csp=True) as talk:
        await talk.start()
        idle, idle_chunks = await _click(talk, service, count)
        async with stalled(talk.page):
            busy, busy_chunks = await _click(talk, service, count)
        await talk.stop()
    return Outcome(
        {
            TO_SERVER.name: [
                TO_SERVER.figure(percentile(idle, 0.95)),
                milliseconds("p50", percentile(idle, 0.5)),
                milliseconds("p95 under stalls", percentile(busy, 0.95)),
            ],
            STEADY.name: [
                STEADY.figure(longest_gap_ms(busy_chunks)),
                milliseconds("at most without stalls", longest_gap_ms(idle_chunks)),
                Figure("chunks", len(busy_chunks)),
            ],
        }
    )


async def _click(talk: TalkPage, service: Service, count: int) -> tuple[list[float], Sequence[Chunk]]:
    """The delay of each, and all that came meanwhile."""
    await talk.page.evaluate("() => mouthClock.splice(0)")
    await take_passed(service)
    await say_aloud(talk.page, clicks(count))
    said_ms: list[float] = await talk.page.evaluate("() => mouthClock")
    assert len(said_ms) == count, f"{len(said_ms)} of {count} clicks were said"
    chunks = (await take_passed(service)).chunks
    return delays_ms(said_ms, chunks), chunks


PART = Part("uplink", (TO_SERVER, STEADY), measure)
