"""One worker after another is stopped and a new one put in its place, under load."""

from __future__ import annotations

import asyncio
import signal
import time

from tests.faults.crowd import Crowd, crowd
from tests.faults.figures import Figure, never, percentile, seconds
from tests.faults.ground import Ground, Worker
from tests.faults.promise import EVERY_SERVER, Promise
from tests.faults.raw import HOST, raw_socket

WORKERS = 2
EXIT_WITHIN_S = 20
TOLD = frozenset({4503, 1012})
"""Both mean: resume at once."""
UPGRADED_BEFORE_S = 0.1
HALF_A_POST = b"POST /api/ticket/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf"
BETWEEN_S = 2.0


async def measure(ground: Ground) -> list[Figure]:
    await ground.start_records()
    await ground.start_model("--answer-each-s", "1.5")
    await ground.start_workers(WORKERS)
    exits = []
    async with crowd(ground.size(50, 8), ground.door) as callers:
        assert await callers.begun(1)
        for _ in range(ground.size(6, 1)):
            exits.append(await _replace(ground, ground.workers[0], callers))
        closes = [code for caller in callers.callers for code in caller.closed_with]
        await callers.leave()
        lost = await asyncio.to_thread(ground.records.lost, callers.ledgers)
        figures = callers.protocol_figures()
        back, over = callers.back_after_s, callers.over
    return [
        Figure("not told to reconnect", sum(code not in TOLD for code in closes), at_most=0),
        Figure("talks not gone on with", over, at_most=0),
        seconds("until the process has ended, at most", max(exits), at_most=EXIT_WITHIN_S),
        seconds("gap, p95", percentile(back, 0.95), at_most=2),
        never("acknowledged lines lost", lost),
        *figures,
    ]


async def _replace(ground: Ground, worker: Worker, callers: Crowd) -> float:
    """How long it took to end."""
    await ground.start_worker()
    ground.retire(worker)
    _, half = await asyncio.open_connection(HOST, worker.port)
    half.write(HALF_A_POST)
    await half.drain()
    async with raw_socket(worker.port, hello=False):
        await asyncio.sleep(UPGRADED_BEFORE_S)
        begun = time.monotonic()
        worker.process.signal(signal.SIGTERM)
        ended = await worker.ended(EXIT_WITHIN_S * 2)
        took_s = EXIT_WITHIN_S * 2 if ended is None else time.monotonic() - begun
    half.transport.abort()
    await callers.all_talk()
    await asyncio.sleep(BETWEEN_S)
    return took_s


PROMISE = Promise(
    "deploy",
    "a deploy is invisible",
    "SIGTERM under load, with an upgrade 0.1 s before and one half-sent POST",
    "100 % cleanup, all told to reconnect, exit <= 20 s, p95 gap <= 2 s",
    measure,
    EVERY_SERVER,
)
