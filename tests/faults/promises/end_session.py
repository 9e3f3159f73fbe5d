"""An operator ends a talk."""

from __future__ import annotations

import asyncio
import time

from tests.faults.caller import Caller
from tests.faults.crowd import Crowd, crowd
from tests.faults.ending import ask_to_end
from tests.faults.figures import Figure, seconds
from tests.faults.ground import Ground
from tests.faults.promise import Promise

GIVES_UP_AFTER_S = 15


async def measure(ground: Ground) -> list[Figure]:
    await ground.start_model()
    await ground.start_worker()
    took = []
    async with crowd(ground.size(10, 2), ground.door) as callers:
        assert await callers.begun(1)
        for caller in callers.callers:
            took.append(await _ended(ground, callers, caller))
    return [
        seconds("at most, its message lost", max(took), at_most=10),
        Figure("talks not ended", sum(not caller.over for caller in callers.callers), at_most=0),
    ]


async def _ended(ground: Ground, callers: Crowd, caller: Caller) -> float:
    begun = time.monotonic()
    await asyncio.to_thread(ask_to_end, ground.records, caller)
    await callers.until(lambda: bool(caller.over), GIVES_UP_AFTER_S)
    return time.monotonic() - begun


PROMISE = Promise(
    "end-session",
    "end session works",
    "message lost on the layer",
    "<= 1 s normally, <= 10 s always",
    measure,
)
