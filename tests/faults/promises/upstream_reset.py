"""The model's side breaks off in the middle of an answer."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.crowd import Crowd, crowd
from tests.faults.figures import Figure, never, percentile, seconds
from tests.faults.ground import Ground
from tests.faults.promise import Promise

WAYS = ("!reset", "!close 1011", "!close 1000")
MOST_TRIES = 5


async def measure(ground: Ground) -> list[Figure]:
    model = await ground.start_model()
    await ground.start_worker()
    async with crowd(ground.size(20, 3), ground.door) as callers:
        assert await callers.begun()
        for times, way in enumerate(WAYS, 1):
            for caller in callers.callers:
                await caller.say(way)
            await callers.until(_mended(callers, times), 20)
        gaps = [gap for ledger in callers.ledgers for gap in ledger.without_model_s]
        lost = len(WAYS) * len(callers.callers) - len(gaps)
        await model.account("/refuse")
        for caller in callers.callers:
            await caller.say(WAYS[0])
        told = await callers.until(lambda: callers.over == len(callers.callers), 60)
        refused = (await model.account())["refused"] / len(callers.callers)
        figures = callers.protocol_figures()
    return [
        seconds("until live again, p95", percentile(gaps, 0.95), at_most=2),
        Figure("talks not mended", lost, at_most=0),
        Figure("tries where nobody answers", refused, at_most=MOST_TRIES),
        never("talks that then end without a clear error", 0 if told else 1),
        *figures,
    ]


def _mended(callers: Crowd, times: int) -> Callable[[], bool]:
    return lambda: all(len(ledger.without_model_s) >= times for ledger in callers.ledgers)


PROMISE = Promise(
    "upstream-reset",
    "upstream reset recovers",
    "reset, 1011, 1000 in mid-answer; then nobody answers",
    "resumed p95 <= 2 s, <= 5 tries, then a clear error",
    measure,
)
