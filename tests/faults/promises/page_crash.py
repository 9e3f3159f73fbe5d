"""kill -9 of the worker that somebody in a real browser talks with."""

from __future__ import annotations

import asyncio

from playwright.async_api import Browser, async_playwright

from tests.browser.asking import begin_by_typing
from tests.browser.coming_back import BehindProxy
from tests.browser.link_log import LINK_LOG, LinkLog, has_come_back, link_log
from tests.browser.story import ROWS, Line, ask_for_a_story, is_in_its_middle, lines_shown
from tests.faults.figures import Figure, never, percentile, seconds
from tests.faults.ground import POLL_S, Ground
from tests.faults.promise import Promise
from tests.support.browser import WITHIN_MS, Browsers, talk_page
from tests.support.proxy import proxy_to

TIMES = 5
AS_EXPECTED = ["connecting", "live", "reconnecting", "live"]
WRITTEN_WITHIN_S = 10


async def measure(ground: Ground) -> list[Figure]:
    await ground.start_postgres()
    await ground.start_emulator()
    await ground.start_workers(2)
    logs, differing = [], 0
    async with async_playwright() as playwright:
        browsers = Browsers(playwright.chromium)
        for _ in range(TIMES):
            log, lines = await _talk_on(await browsers.get(), ground)
            logs.append(log)
            differing += lines != await _newest_rows(ground)
            await ground.start_worker()
        await browsers.close()
    away = [away_s for log in logs for away_s in log.away_s]
    return [
        seconds("reconnecting, at most", max(away), at_most=3),
        seconds("reconnecting, the median", percentile(away, 0.5)),
        Figure("talks that showed anything else", sum(_showed_more(log) for log in logs), at_most=0),
        never("talks whose lines differ from the records", differing),
    ]


async def _talk_on(browser: Browser, ground: Ground) -> tuple[LinkLog, list[Line]]:
    """Through the death of one worker to the middle of the answer that the other gives."""
    victim, other = ground.workers
    async with (
        proxy_to(victim.port, other.port) as proxy,
        talk_page(browser, BehindProxy(proxy.port), LINK_LOG) as talk,
    ):
        await begin_by_typing(talk)
        await ask_for_a_story(talk)
        ground.retire(victim)
        await asyncio.to_thread(victim.kill)
        await has_come_back(talk.page, WITHIN_MS)
        await is_in_its_middle(talk, 1)
        await talk.page.click("#skip")
        await talk.becomes("agent", "listening")
        log, lines = await link_log(talk.page), await lines_shown(talk.page)
        await talk.stop()
    return log, lines


async def _newest_rows(ground: Ground) -> list[Line]:
    """Of the talk that has just been left, once it is written."""
    async with asyncio.timeout(WRITTEN_WITHIN_S):
        while await asyncio.to_thread(ground.records.live):  # noqa: ASYNC110  # it is another process
            await asyncio.sleep(POLL_S)
    return [Line(*row) for row in await asyncio.to_thread(ground.records.rows, ROWS)]


def _showed_more(log: LinkLog) -> bool:
    return log.states != AS_EXPECTED or log.notices != []


PROMISE = Promise(
    "page-crash",
    "a worker's crash is one moment on the page",
    "kill -9 the worker in the middle of a spoken answer, Chromium, x5",
    "reconnecting for <= 3 s and nothing else; the thread's lines = the records'",
    measure,
    short=False,
)
