"""Thousands who have come and say nothing yet."""

from __future__ import annotations

import asyncio

from tests.faults.figures import Figure
from tests.faults.ground import Ground, Worker
from tests.faults.idler import Idler, idler
from tests.faults.promise import EVERY_SERVER, Promise

AT_A_TIME = 50
PATIENT = "tests.faults.patient:application"
WARM = 100
STAY_S = 60
"""Longer than any server takes to find a peer dead."""


async def measure(ground: Ground) -> list[Figure]:
    worker = await ground.start_worker(PATIENT)
    count = ground.size(9_000, 300)
    warm = await _come(worker, WARM)
    before = worker.resident_kb()
    clients = await _come(worker, count)
    await asyncio.sleep(ground.size(STAY_S, 1))
    grown_kb = worker.resident_kb() - before
    here = sum(not client.gone for client in clients)
    for client in (*clients, *warm):
        client.leave()
    return [
        Figure("each", grown_kb / count, "KB", at_most=35),
        Figure("idle sockets that stay", here, at_least=count),
    ]


async def _come(worker: Worker, count: int) -> list[Idler]:
    turns = asyncio.Semaphore(AT_A_TIME)

    async def come() -> Idler:
        async with turns:
            return await idler(worker.port)

    return list(await asyncio.gather(*(come() for _ in range(count))))


PROMISE = Promise(
    "idle",
    "idle scale",
    "9,000 idle sockets",
    "<= 35 KB each",
    measure,
    EVERY_SERVER,
    short=False,
)
