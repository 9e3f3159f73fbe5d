"""A thousand lose their connection at the same moment."""

from __future__ import annotations

import time

from tests.faults.crowd import crowd
from tests.faults.figures import Figure, Kind, percentile, seconds
from tests.faults.ground import Ground
from tests.faults.promise import EVERY_SERVER, Promise

COME_WITHIN_S = 240
BACK_WITHIN_S = 30


async def measure(ground: Ground) -> list[Figure]:
    await ground.start_records()
    await ground.start_model()
    await ground.start_workers(2)
    count = ground.size(1_000, 40)
    async with crowd(count, ground.door, speaks=False, gathers_for_s=count / 20) as callers:
        assert await callers.begun(within_s=COME_WITHIN_S)
        here = sum(caller.talking.is_set() for caller in callers.callers)
        begun = time.monotonic()
        for caller in callers.callers:
            caller.cut()
        await callers.until(
            lambda: all(caller.back_after_s or caller.over for caller in callers.callers), BACK_WITHIN_S * 2
        )
        took_s = time.monotonic() - begun
        back = sum(bool(caller.back_after_s) for caller in callers.callers)
        gaps = callers.back_after_s
        figures = callers.protocol_figures()
    return [
        seconds("until the last is back", took_s, at_most=BACK_WITHIN_S),
        seconds("p50", percentile(gaps, 0.5)),
        Figure("not back", here - back, at_most=0),
        Figure("clients cut", here, kind=Kind.TIME),
        *figures,
    ]


PROMISE = Promise(
    "storm",
    "reconnect storm",
    "1,000 clients cut at once",
    "all back <= 30 s",
    measure,
    EVERY_SERVER,
    short=False,
)
