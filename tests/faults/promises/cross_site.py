"""Pages of somebody else, which would talk in a visitor's name."""

from __future__ import annotations

import asyncio

from tests.faults.figures import Figure, never
from tests.faults.ground import Ground, Worker
from tests.faults.promise import EVERY_SERVER, Promise
from tests.faults.raw import HOST, raw_socket, upgrade


async def measure(ground: Ground) -> list[Figure]:
    model = await ground.start_model()
    ground.as_gemini(model)
    worker = await ground.start_worker()
    origins = (
        "https://evil.example",
        "null",
        f"http://{HOST}:{worker.port + 1}",
        f"https://{HOST}:{worker.port}",
        f"http://{HOST}.evil.example:{worker.port}",
        f"http://{HOST}:{worker.port}/",
    )
    statuses = [await _status(worker, origin) for origin in origins]
    nameless = await _nameless_close(worker)
    account = await model.account()
    return [
        never("let in", sum(status != "403" for status in statuses) + (nameless != 4403)),
        never("rows", ground.records.count("SELECT count(*) FROM chat_conversation")),
        never("upstream sockets", account["opened"]),
        Figure("of the server's own page not let in", int(await _status(worker, None) != "101"), at_most=0),
    ]


async def _status(worker: Worker, origin: str | None) -> str:
    """Of the upgrade; None: the server's own origin."""
    reader, writer = await asyncio.open_connection(HOST, worker.port)
    try:
        writer.write(upgrade(worker.port, headers={} if origin is None else {"Origin": origin}))
        return (await reader.readline()).split()[1].decode()
    finally:
        writer.transport.abort()


async def _nameless_close(worker: Worker) -> int:
    """A client that sends no Origin is heard first: it may have a ticket."""
    async with raw_socket(worker.port, hello=False, headers={"Origin": ""}) as raw:
        await raw.say("hello")
        return await raw.closed(10)


PROMISE = Promise(
    "cross-site",
    "cross-site refused",
    "bad, null, missing Origin, other port or scheme",
    "403 before any row or upstream socket",
    measure,
    EVERY_SERVER,
)
