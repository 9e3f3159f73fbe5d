"""What a worker holds, looked at again and again."""

from __future__ import annotations

import asyncio
import http.client
import json
import statistics
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tests.faults.ground import Ground, Worker
from tests.faults.raw import HOST

WARM_UP_S = 120
"""By then as many talks end as are left: one that is left lives on for a minute."""
SERIES = ("memory_mb", "tasks", "open_files", "threads", "live_rows", "connects")


@dataclass(frozen=True, slots=True)
class Sample:
    at_s: float
    memory_mb: float
    tasks: float
    open_files: float
    threads: float
    live_rows: float
    connects: float
    """So far."""


async def look(ground: Ground, worker: Worker, begun: float, connects: int) -> Sample:
    watched = await asyncio.to_thread(_watched, worker)
    return Sample(
        at_s=time.monotonic() - begun,
        memory_mb=worker.resident_kb() / 1024,
        tasks=watched["tasks"],
        open_files=worker.open_files(),
        threads=worker.threads(),
        live_rows=await asyncio.to_thread(ground.records.live),
        connects=connects,
    )


def _watched(worker: Worker) -> dict[str, Any]:
    with closing(http.client.HTTPConnection(HOST, worker.port, timeout=20)) as connection:
        connection.request("GET", "/watched")
        told: dict[str, Any] = json.loads(connection.getresponse().read())
        return told


def growth(samples: Sequence[Sample], series: str) -> float:
    """How much more there is in the last third of the time after WARM_UP_S than in the first: 0.05 is 5 %."""
    warm = [float(getattr(sample, series)) for sample in samples if sample.at_s > WARM_UP_S]
    third = len(warm) // 3
    if not third:
        return 0.0
    before, after = statistics.median(warm[:third]), statistics.median(warm[-third:])
    return after / before - 1 if before else after
