"""The model's side announces its end and says nothing more."""

from __future__ import annotations

import asyncio
import time

from tests.faults.crowd import crowd
from tests.faults.figures import Figure, never, seconds
from tests.faults.ground import Ground
from tests.faults.promise import Promise

DEADLINE_S = 5
SETTLED_AFTER_S = 3.0
"""For what is on its way when the talk is over."""


async def measure(ground: Ground) -> list[Figure]:
    model = await ground.start_model()
    await ground.start_worker()
    count = ground.size(20, 3)
    async with crowd(count, ground.door) as callers:
        assert await callers.begun(1)
        begun = time.monotonic()
        for caller in callers.callers:
            await caller.say(f"!go-away {DEADLINE_S}")
        switched = await model.until(lambda told: told["opened"] >= 2 * count, 2 * DEADLINE_S)
        took_s = time.monotonic() - begun
        assert not await callers.without_news(20)
        for caller in callers.callers:
            caller.hush()
        await asyncio.sleep(SETTLED_AFTER_S)
        heard = (await model.account())["callers"].values()
        seen = sum(len(ledger.without_model_s) for ledger in callers.ledgers)
        figures = callers.protocol_figures()
    return [
        seconds("until all have switched", took_s if switched else 60, at_most=DEADLINE_S),
        never("input chunks lost", sum(each["missing"] for each in heard)),
        Figure("talks that showed it", seen, at_most=0),
        *figures,
    ]


PROMISE = Promise(
    "go-away",
    "goAway is invisible",
    "goAway 5 s, then silence",
    "switched before the deadline, 0 input chunks lost",
    measure,
)
