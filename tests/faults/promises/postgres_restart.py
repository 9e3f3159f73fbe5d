"""PostgreSQL restarts, and then is gone for half a minute."""

from __future__ import annotations

import asyncio

from tests.faults.crowd import crowd
from tests.faults.figures import Figure, milliseconds, never, percentile
from tests.faults.ground import Ground
from tests.faults.promise import Promise

SETTLES_WITHIN_S = 20.0


async def measure(ground: Ground) -> list[Figure]:
    postgres = await ground.start_postgres()
    model = await ground.start_model()
    await ground.start_workers(2)
    async with crowd(ground.size(20, 4), ground.door) as callers:
        assert await callers.begun(1)
        await model.account("/afresh")
        await asyncio.to_thread(postgres.restart)
        await asyncio.sleep(ground.size(5, 1))
        await asyncio.to_thread(postgres.stop)
        await asyncio.sleep(ground.size(10, 2))
        left = await callers.leave(slice(0, None, 4))
        await asyncio.sleep(ground.size(20, 2))
        await asyncio.to_thread(postgres.start)
        heard = (await model.account())["callers"].values()
        gaps = [gap for each in heard for gap in each["gaps_ms"]]
        behind = await callers.behind(SETTLES_WITHIN_S)
        unfinished = await asyncio.to_thread(ground.records.unfinished, left)
        closed = sum(len(caller.closed_with) for caller in callers.callers if not caller.leaving)
        await callers.leave()
        lost = await asyncio.to_thread(ground.records.lost, callers.ledgers)
        doubled = await asyncio.to_thread(ground.records.doubled)
        figures = callers.protocol_figures()
    return [
        never("lines lost", lost),
        never("lines doubled", doubled),
        Figure("talks whose lines were not all stored afterwards", behind, at_most=0),
        Figure("talks that ended meanwhile and lack a line or their end", unfinished, at_most=0),
        Figure("sockets closed", closed, at_most=0),
        milliseconds("between two chunks of audio, p99", percentile(gaps, 0.99), at_most=150),
        *figures,
    ]


PROMISE = Promise(
    "postgres-restart",
    "PostgreSQL restart loses nothing",
    "fast restart, then 30 s down, in which every fourth talk ends",
    "0 lost lines; audio p99 gap < 150 ms",
    measure,
)
