"""More come than there is room for, to several workers at once, one of which dies."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack

from tests.faults.figures import Figure, seconds
from tests.faults.ground import Ground
from tests.faults.promise import Promise
from tests.faults.raw import Raw, raw_socket

WORKERS = 4
FREED_WITHIN_S = 30


async def measure(ground: Ground) -> list[Figure]:
    await ground.start_records()
    await ground.start_model()
    limit = ground.size(50, 10)
    workers = await ground.start_workers(WORKERS, LIVECHAT_MAX_SESSIONS=str(limit))
    async with AsyncExitStack() as stack:
        tries = [
            asyncio.create_task(_try(stack, worker.port))
            for worker in workers
            for _ in range(ground.size(100, 10))
        ]
        # Who was let in stays, and says so.
        staying: list[Raw] = []
        pinging = asyncio.create_task(_ping(staying))
        for trying in asyncio.as_completed(tries):
            if (raw := await trying) is not None:
                staying.append(raw)
        granted, freed_s = len(staying), 0.0
        if not ground.short:
            await asyncio.to_thread(workers[0].kill)
            freed_s = await _freed(stack, workers[1].port, staying)
        pinging.cancel()
        await asyncio.wait([pinging])
    return [
        Figure("granted", granted, at_least=limit, at_most=limit),
        Figure("tried", len(tries)),
        seconds("until a dead worker's place is free", freed_s, at_most=FREED_WITHIN_S),
    ]


async def _try(stack: AsyncExitStack, port: int) -> Raw | None:
    """None where it was refused."""
    raw = await stack.enter_async_context(raw_socket(port, hello=False))
    await raw.say("hello")
    try:
        await raw.expect("ready")
    except (OSError, asyncio.IncompleteReadError, TimeoutError):
        return None
    return raw


async def _ping(staying: list[Raw]) -> None:
    while True:
        await asyncio.sleep(1)
        for raw in list(staying):
            await raw.say("ping")


async def _freed(stack: AsyncExitStack, port: int, staying: list[Raw]) -> float:
    begun = time.monotonic()
    while (waited := time.monotonic() - begun) < FREED_WITHIN_S * 3:
        if (raw := await _try(stack, port)) is not None:
            staying.append(raw)
            break
        await asyncio.sleep(0.5)
    return waited


PROMISE = Promise(
    "limits-exact",
    "limits exact",
    "4 workers x 100 tries, limit 50, kill -9",
    "50 granted, freed <= 30 s",
    measure,
)
