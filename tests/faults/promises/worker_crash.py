"""kill -9 of a worker while everybody talks."""

from __future__ import annotations

import asyncio
import random

from tests.faults.crowd import Crowd, crowd
from tests.faults.figures import Figure, Kind, never, percentile, seconds
from tests.faults.ground import Ground
from tests.faults.promise import EVERY_SERVER, Promise

WORKERS = 3
BACK_WITHIN_S = 30
NOTICED_AFTER_S = 0.5
"""Until then some may not know yet that they are cut off."""
BETWEEN_S = 2.0
"""The talks go on for so long before the next one dies."""


async def measure(ground: Ground) -> list[Figure]:
    await ground.start_postgres()
    await ground.start_model("--answer-each-s", "1.5")
    await ground.start_workers(ground.size(WORKERS, 2))
    async with crowd(ground.size(50, 8), ground.door) as callers:
        assert await callers.begun(1)
        for _ in range(ground.size(20 if ground.server == "livechat" else 5, 1)):
            await _kill_one(ground, callers)
        await callers.leave()
        return [*await coming_back(ground, callers), *callers.protocol_figures()]


async def _kill_one(ground: Ground, callers: Crowd) -> None:
    victim = random.choice(ground.workers)  # noqa: S311
    ground.retire(victim)
    await asyncio.to_thread(victim.kill)
    # It comes again, as its supervisor would have it.
    started = asyncio.create_task(ground.start_worker())
    await asyncio.sleep(NOTICED_AFTER_S)
    await callers.all_talk(BACK_WITHIN_S)
    await started
    await asyncio.sleep(BETWEEN_S)


async def coming_back(ground: Ground, callers: Crowd) -> list[Figure]:
    """What was lost and who came back when, once everybody has left."""
    back, over = callers.back_after_s, callers.over
    records = ground.records
    return [
        never("acknowledged lines lost", await asyncio.to_thread(records.lost, callers.ledgers)),
        never("lines doubled", await asyncio.to_thread(records.doubled)),
        Figure("resumed", 100 * len(back) / max(1, len(back) + over), "%", at_least=99),
        seconds("until back, p95", percentile(back, 0.95), at_most=3),
        seconds("at most", max(back, default=0), at_most=10),
        Figure("losses", len(back) + over, kind=Kind.TIME),
    ]


PROMISE = Promise(
    "worker-crash",
    "a worker's crash loses no committed transcript, and the session survives it",
    "kill -9 one of three workers, 50 sessions talking, x20",
    "0 lost or doubled acknowledged lines; >= 99 % resumed elsewhere; p95 <= 3 s, max 10 s",
    measure,
    EVERY_SERVER,
)
