"""Ten who send as fast as they can, beside one who talks."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack

from chat.errors import CloseCode
from chat.protocol.frames import HEADER, FrameType
from tests.faults.crowd import crowd
from tests.faults.figures import Figure, Kind, milliseconds, percentile, seconds
from tests.faults.ground import Ground
from tests.faults.memory import growth_mb
from tests.faults.promise import EVERY_SERVER, Promise
from tests.faults.raw import BINARY, TEXT, Raw, frame, raw_socket

FLOODERS = 10
BURST = 200
"""Frames written at a time."""
GIVES_UP_AFTER_S = 10
REASONS = frozenset(CloseCode) - {CloseCode.NORMAL}
AUDIO = frame(BINARY, HEADER.pack(FrameType.MICROPHONE, 0, 0, 0) + bytes(1280))
TINY = frame(BINARY, HEADER.pack(FrameType.MICROPHONE, 0, 0, 0) + bytes(2))
PICTURE = frame(BINARY, HEADER.pack(FrameType.PICTURE, 0, 0, 0) + b"\xff\xd8\xff" + bytes(10_000))
CONTROL = frame(TEXT, json.dumps({"type": "camera", "on": True}).encode())
LONG = frame(TEXT, json.dumps({"type": "tool_result", "id": "1", "result": "x" * 60_000}).encode())
FLOODS = (AUDIO, TINY, PICTURE, CONTROL, LONG)


async def measure(ground: Ground) -> list[Figure]:
    model = await ground.start_model()
    worker = await ground.start_worker()
    took: list[float] = []
    late: list[float] = []
    unreasonably, growths = 0, []
    async with crowd(1, ground.door) as bystander:
        assert await bystander.begun(1)
        for _ in range(ground.size(8, 1)):
            async with AsyncExitStack() as stack:
                raws = [await stack.enter_async_context(raw_socket(worker.port)) for _ in range(FLOODERS)]
                await model.account("/afresh")
                with growth_mb(worker) as growth:
                    took += await asyncio.gather(*map(_flood, raws, FLOODS * 2))
            late += (await model.account())["callers"]["0"]["late_ms"]
            growths.append(growth.mb / FLOODERS)
            unreasonably += sum(raw.close_code not in REASONS for raw in raws)
        figures = bystander.protocol_figures()
    return [
        seconds("until the last is closed", max(took), at_most=1),
        Figure("closed without a reason", unreasonably, at_most=0),
        milliseconds("late, a bystander's p99", percentile(late, 0.99), at_most=25),
        milliseconds("late, the median", percentile(late, 0.5)),
        Figure("more each", max(growths), "MB", at_most=2, kind=Kind.COUNT),
        *figures,
    ]


async def _flood(raw: Raw, message: bytes) -> float:
    """Seconds until the close came."""
    begun = time.monotonic()
    sending = asyncio.create_task(_send_for_ever(raw, message * (BURST * 1300 // len(message) + 1)))
    await raw.closed(GIVES_UP_AFTER_S)
    took = time.monotonic() - begun
    sending.cancel()
    await asyncio.wait([sending])
    return took


async def _send_for_ever(raw: Raw, burst: bytes) -> None:
    # No event to await: it sends as fast as it can, and the others have their turn.
    while await raw.send(burst):  # noqa: ASYNC110
        await asyncio.sleep(0)


PROMISE = Promise(
    "flood",
    "flood bounded",
    "10 clients at full speed",
    "each closed <= 1 s; a bystander's p99 <= 25 ms",
    measure,
    EVERY_SERVER,
)
