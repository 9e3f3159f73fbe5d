"""The service counts ten times as many tokens as anybody thought."""

from __future__ import annotations

from tests.faults.crowd import crowd
from tests.faults.figures import Figure
from tests.faults.ground import Ground
from tests.faults.promise import Promise

TOKENS = 100_000
"""Of each turn, in and out: ten times what the limit below would allow."""
LIMIT = "0.10"
LIMIT_CODE = "cost_limit"


async def measure(ground: Ground) -> list[Figure]:
    model = await ground.start_model("--tokens", str(TOKENS))
    await ground.start_worker(LIVECHAT_MAX_COST=LIMIT)
    async with crowd(ground.size(10, 2), ground.door) as callers:
        await callers.until(lambda: callers.over == len(callers.callers), 60)
        turns = [ledger.turns_billed for ledger in callers.ledgers]
        wrongly = sum(caller.over != LIMIT_CODE for caller in callers.callers)
        await model.until(lambda told: told["open"] == 0, 10)
        still_open = (await model.account())["open"]
    return [
        Figure("turns until the end, at most", max(turns), at_most=2),
        Figure("talks not ended by the limit", wrongly, at_most=0),
        Figure("upstream sockets left", still_open, at_most=0),
    ]


PROMISE = Promise(
    "spend-capped",
    "spend capped",
    "10x the tokens reported",
    "stops within one turn",
    measure,
)
