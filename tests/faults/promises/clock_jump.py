"""The wall clock of a worker is wrong by more than a day, from one moment to the next."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.faults.crowd import crowd
from tests.faults.figures import Figure, never
from tests.faults.ground import Ground
from tests.faults.promise import EVERY_SERVER, Promise

LIBRARIES = Path("/usr/lib")
LIBRARY = "*/faketime/libfaketimeMT.so.1"
JUMPS = ("+25h", "-25h")


async def measure(ground: Ground) -> list[Figure]:
    library = _library()
    clock = ground.directory / "clock"
    _set(clock, "+0")
    await ground.start_model()
    await ground.start_worker(
        LD_PRELOAD=str(library),
        FAKETIME_TIMESTAMP_FILE=str(clock),
        FAKETIME_CACHE_DURATION="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
    )
    async with crowd(ground.size(20, 4), ground.door) as callers:
        assert await callers.begun(1)
        stuck = 0
        for jump in JUMPS:
            _set(clock, jump)
            await asyncio.sleep(ground.size(10, 3))
            stuck += await callers.without_news(15)
        closed = sum(len(caller.closed_with) for caller in callers.callers)
        await callers.leave()
        lost = await asyncio.to_thread(ground.records.lost, callers.ledgers)
        figures = callers.protocol_figures()
    return [
        Figure("sessions closed", closed, at_most=0),
        Figure("talks of which nothing more was stored", stuck, at_most=0),
        never("acknowledged lines lost", lost),
        *figures,
    ]


def _set(clock: Path, jump: str) -> None:
    """At once: a file that is half written would be a third time."""
    coming = clock.with_suffix(".new")
    coming.write_text(jump)
    coming.replace(clock)


def _library() -> Path:
    found = next(LIBRARIES.glob(LIBRARY), None)
    assert found is not None, "libfaketime is missing: apt-get install faketime"
    return found


PROMISE = Promise(
    "clock-jump",
    "clock jump",
    "+-25 h on one worker",
    "0 sessions closed",
    measure,
    EVERY_SERVER,
)
