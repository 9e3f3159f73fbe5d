"""Redis is gone for five seconds."""

from __future__ import annotations

import asyncio
import time

from tests.faults.crowd import crowd
from tests.faults.ending import ask_to_end
from tests.faults.figures import Figure, never, seconds
from tests.faults.ground import Ground
from tests.faults.promise import Promise

GONE_S = 5.0


async def measure(ground: Ground) -> list[Figure]:
    redis = await ground.start_redis()
    await ground.start_records()
    await ground.start_model()
    await ground.start_workers(2)
    async with crowd(ground.size(50, 6), ground.door) as callers:
        assert await callers.begun(1)
        await asyncio.to_thread(redis.kill)
        await asyncio.sleep(GONE_S)
        await asyncio.to_thread(redis.start)
        begun = time.monotonic()
        ended = callers.callers[0]
        await asyncio.to_thread(ask_to_end, ground.records, ended)
        in_time = await callers.until(lambda: bool(ended.over), 30)
        control_s = time.monotonic() - begun if in_time else 30.0
        closed = sum(len(caller.closed_with) for caller in callers.callers if caller is not ended)
        figures = callers.protocol_figures()
    return [
        Figure("sockets closed", closed, at_most=0),
        seconds("until a talk can be ended again", control_s, at_most=3),
        never("talks lost", sum(bool(caller.over) for caller in callers.callers if caller is not ended)),
        *figures,
    ]


PROMISE = Promise(
    "redis-restart",
    "a Redis restart ends no session",
    "kill -9 Redis for 5 s, 50 sessions",
    "0 sockets closed; control back <= 3 s",
    measure,
)
