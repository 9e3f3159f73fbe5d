"""Nothing more can be written."""

from __future__ import annotations

import asyncio
import http.client
import resource
import time
from contextlib import closing

from tests.faults.crowd import crowd
from tests.faults.figures import Figure, milliseconds, never, percentile, seconds
from tests.faults.ground import Ground, Worker
from tests.faults.promise import Promise
from tests.faults.raw import HOST

RED_WITHIN_S = 10
READINESS = "/readyz"


async def measure(ground: Ground) -> list[Figure]:
    model = await ground.start_model()
    worker = await ground.start_worker()
    async with crowd(ground.size(10, 3), ground.door) as callers:
        assert await callers.begun(1)
        green_before = await asyncio.to_thread(_status, worker) == 200
        _, hard = resource.prlimit(worker.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(worker.process.pid, resource.RLIMIT_FSIZE, (0, hard))
        await model.account("/afresh")
        red_s = await _red(worker) if green_before else RED_WITHIN_S * 2.0
        await asyncio.sleep(ground.size(8, 2))
        heard = (await model.account())["callers"].values()
        gaps = [gap for each in heard for gap in each["gaps_ms"]]
        closed = sum(len(caller.closed_with) for caller in callers.callers)
        resource.prlimit(worker.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        behind = await callers.behind(20)
        await callers.leave()
        lost = await asyncio.to_thread(ground.records.lost, callers.ledgers)
        figures = callers.protocol_figures()
    return [
        Figure("sockets closed", closed, at_most=0),
        milliseconds("between two chunks of audio, p99", percentile(gaps, 0.99), at_most=150),
        seconds(f"until {READINESS} is red", red_s, at_most=RED_WITHIN_S),
        Figure("talks whose lines were not stored when there was room again", behind, at_most=0),
        never("acknowledged lines lost", lost),
        *figures,
    ]


async def _red(worker: Worker) -> float:
    begun = time.monotonic()
    while await asyncio.to_thread(_status, worker) == 200:
        if time.monotonic() - begun > RED_WITHIN_S * 2:
            break
        await asyncio.sleep(0.2)
    return time.monotonic() - begun


def _status(worker: Worker) -> int:
    with closing(http.client.HTTPConnection(HOST, worker.port, timeout=10)) as connection:
        connection.request("GET", READINESS)
        return connection.getresponse().status


PROMISE = Promise(
    "disk-full",
    "disk full",
    "database full (no file of the worker may grow)",
    "audio goes on, readiness red <= 10 s",
    measure,
)
