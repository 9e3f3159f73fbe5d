"""Each query takes a second, for everybody in the same worker."""

from __future__ import annotations

import asyncio
import http.client
from contextlib import closing, suppress

from tests.faults.crowd import crowd
from tests.faults.figures import Figure, milliseconds, percentile
from tests.faults.ground import Ground, Worker
from tests.faults.promise import EVERY_SERVER, Promise
from tests.faults.raw import HOST

QUERY_S = 1.0
VISITORS = 4
"""Who load pages that ask the database, all the while."""


async def measure(ground: Ground) -> list[Figure]:
    postgres = await ground.start_postgres()
    proxy = await ground.proxy_database(postgres.port)
    model = await ground.start_model()
    worker = await ground.start_worker()
    async with crowd(ground.size(10, 3), ground.door) as callers:
        assert await callers.begun(1)
        proxy.delay_s = QUERY_S / 2
        visiting = [asyncio.create_task(_visit(worker)) for _ in range(VISITORS)]
        await asyncio.sleep(QUERY_S)
        await model.account("/afresh")
        await asyncio.sleep(ground.size(20, 4))
        heard = (await model.account())["callers"].values()
        late = [ms for each in heard for ms in each["late_ms"]]
        proxy.delay_s = 0
        for task in visiting:
            task.cancel()
        await asyncio.wait(visiting)
        closed = sum(len(caller.closed_with) for caller in callers.callers)
        figures = callers.protocol_figures()
    return [
        milliseconds("late, p99 of all frames", percentile(late, 0.99), at_most=20),
        Figure("sockets closed", closed, at_most=0),
        *figures,
    ]


async def _visit(worker: Worker) -> None:
    while True:
        with suppress(OSError, http.client.HTTPException):
            await asyncio.to_thread(_get, worker)


def _get(worker: Worker) -> None:
    with closing(http.client.HTTPConnection(HOST, worker.port, timeout=20)) as connection:
        connection.request("GET", "/api/assistants/")
        connection.getresponse().read()


PROMISE = Promise(
    "slow-database",
    "a slow database never stalls audio",
    "1 s queries in the same worker",
    "others' frame p99 <= 20 ms",
    measure,
    EVERY_SERVER,
    short=False,
)
