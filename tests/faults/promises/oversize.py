"""Messages far larger than any may be."""

from __future__ import annotations

import asyncio

from chat.protocol.limits import MAX_CONTROL_BYTES
from tests.faults.figures import Figure, Kind
from tests.faults.ground import Ground, Worker
from tests.faults.memory import growth_mb
from tests.faults.promise import EVERY_SERVER, Promise
from tests.faults.raw import BINARY, TEXT, Raw, frame, raw_socket

CONTINUATION = 0x0
FRAGMENT = bytes(65_536)
MOST_FRAGMENTS = 800
MEGABYTE = 1_000_000


async def measure(ground: Ground) -> list[Figure]:
    await ground.start_model()
    worker = await ground.start_worker()
    await _closed_by(worker, frame(BINARY, bytes(2 * MEGABYTE)))
    growths, left_open = [], 0
    for oversize in (frame(BINARY, bytes(2 * MEGABYTE)), frame(TEXT, b"x" * 20 * MEGABYTE), None):
        with growth_mb(worker) as growth:
            closed = await (
                _closed_by_fragments(worker) if oversize is None else _closed_by(worker, oversize)
            )
        growths.append(growth.mb)
        left_open += not closed
    return [
        Figure("left open", left_open, at_most=0),
        Figure("of control above 64 KB not answered", await _unanswered(worker), at_most=0),
        Figure("more at most", max(growths), "MB", at_most=2, kind=Kind.COUNT),
    ]


async def _closed_by(worker: Worker, message: bytes) -> bool:
    async with raw_socket(worker.port) as raw:
        sending = asyncio.create_task(raw.send(message))
        code = await raw.closed(10)
        sending.cancel()
        await asyncio.wait([sending])
        return code != 0


async def _closed_by_fragments(worker: Worker) -> bool:
    async with raw_socket(worker.port) as raw:
        sending = asyncio.create_task(_send_fragments(raw))
        code = await raw.closed(20)
        sending.cancel()
        await asyncio.wait([sending])
        return code != 0


async def _send_fragments(raw: Raw) -> None:
    """A message that never ends."""
    await raw.send(frame(TEXT, FRAGMENT, final=False))
    for _ in range(MOST_FRAGMENTS):
        if not await raw.send(frame(CONTINUATION, FRAGMENT, final=False)):
            return


async def _unanswered(worker: Worker) -> int:
    async with raw_socket(worker.port) as raw:
        await raw.send(frame(TEXT, b"[" * (MAX_CONTROL_BYTES + 1)))
        error = await raw.expect("error")
        return int(error["code"] != "control_too_large" or error["fatal"])


PROMISE = Promise(
    "oversize",
    "oversize refused",
    "65 KB control, 2 MB, 20 MB, endless fragments",
    "closed, <= 2 MB growth",
    measure,
    EVERY_SERVER,
)
