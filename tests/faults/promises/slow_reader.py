"""Somebody who reads nothing while more and more is said to him."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from tests.faults.figures import Figure, Kind
from tests.faults.ground import Ground
from tests.faults.memory import growth_mb
from tests.faults.promise import EVERY_SERVER, Promise
from tests.faults.raw import Raw, raw_socket

PRODUCED_BYTES = 200_000_000
KERNEL_BYTES = 4096
CLOSED_WITHIN_S = 10
TOO_SLOW = 4408


async def measure(ground: Ground) -> list[Figure]:
    await ground.start_model()
    worker = await ground.start_worker()
    count = ground.size(5, 4)
    async with AsyncExitStack() as stack:
        deaf = [
            await stack.enter_async_context(raw_socket(worker.port, receive_bytes=KERNEL_BYTES))
            for _ in range(count)
        ]
        with growth_mb(worker) as growth:
            for_s = ground.size(CLOSED_WITHIN_S, 4)
            await asyncio.gather(*(_listen_to_nothing(each, for_s) for each in deaf))
        codes = await asyncio.gather(*(each.closed(10) for each in deaf))
    return [
        Figure("more each", growth.mb / count, "MB", at_most=2, kind=Kind.COUNT),
        Figure("not closed within 10 s", sum(code == 0 for code in codes), at_most=0),
        Figure("closed without 4408", sum(code != TOO_SLOW for code in codes), at_most=0),
    ]


async def _listen_to_nothing(deaf: Raw, for_s: int) -> None:
    """It goes on saying that it is there."""
    await deaf.say("text", id="1", text=f"!words {PRODUCED_BYTES}")
    for _ in range(for_s // 2):
        await asyncio.sleep(2)
        await deaf.say("ping")


PROMISE = Promise(
    "slow-reader",
    "slow reader bounded",
    "never reads, 200 MB produced",
    "<= 2 MB more each, closed <= 10 s",
    measure,
    EVERY_SERVER,
)
