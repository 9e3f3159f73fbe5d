"""Twenty who talk for as long as one likes, and lose their connection all the time."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import suppress

from tests.faults.caller import Caller
from tests.faults.figures import Figure, Kind, never
from tests.faults.ground import Ground
from tests.faults.promise import Promise
from tests.faults.samples import Sample, growth, look

WATCHED = "tests.faults.watched:application"
CALLERS = 20
CONNECTS_PER_S = 14.0
"""50,000 in an hour."""
VISITS = 20
"""After so many a caller says goodbye, or just stays away, and another one comes."""
SAMPLES = 240
GRANTED_S = 90
"""Within which the talks of those who stayed away are closed."""


class Soak:
    def __init__(self, ground: Ground, minutes: float) -> None:
        self.samples: list[Sample] = []
        self.callers: list[Caller] = []
        self.connects = 0
        self.left_live = 0
        self._ground = ground
        self._ends_at = time.monotonic() + minutes * 60
        self._every_s = minutes * 60 / SAMPLES

    async def run(self) -> list[Figure]:
        worker = self._ground.workers[0]
        begun = time.monotonic()
        slots = [asyncio.create_task(self._slot()) for _ in range(CALLERS)]
        while time.monotonic() < self._ends_at:
            self.samples.append(await look(self._ground, worker, begun, self.connects))
            await asyncio.sleep(self._every_s)
        await asyncio.gather(*slots)
        self.left_live = await self._left_live()
        return self._figures()

    async def _left_live(self) -> int:
        """Rows that look live when everybody's time is over."""
        for _ in range(GRANTED_S):
            if not await asyncio.to_thread(self._ground.records.live):
                return 0
            await asyncio.sleep(1)
        return await asyncio.to_thread(self._ground.records.live)

    async def _slot(self) -> None:
        """One caller after another."""
        while time.monotonic() < self._ends_at:
            caller = Caller(len(self.callers), self._ground.door)
            self.callers.append(caller)
            talking = asyncio.create_task(caller.run())
            for _ in range(VISITS):
                await self._visit(caller)
            await (caller.leave() if random.random() < 0.5 else _vanish(caller))  # noqa: S311
            with suppress(TimeoutError):
                await asyncio.wait_for(talking, 10)

    async def _visit(self, caller: Caller) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(caller.talking.wait(), 20)
        self.connects += 1
        await asyncio.sleep(random.uniform(0.5, 1.5) * CALLERS / CONNECTS_PER_S)  # noqa: S311
        caller.cut()

    def _figures(self) -> list[Figure]:
        def grown(name: str) -> Figure:
            what = f"more {name.replace('_', ' ')}"
            return Figure(what, 100 * growth(self.samples, name), "%", at_most=5, kind=Kind.TIME)

        lost = self._ground.records.lost([caller.ledger for caller in self.callers])
        faults = sum(len(caller.ledger.faults) for caller in self.callers)
        over = sum(bool(caller.over) for caller in self.callers)
        return [
            Figure("connects", self.connects, kind=Kind.TIME),
            Figure("minutes", self.samples[-1].at_s / 60, kind=Kind.TIME),
            *(grown(name) for name in ("memory_mb", "tasks", "open_files", "threads", "live_rows")),
            Figure("rows left live", self.left_live, at_most=0),
            Figure("talks not gone on with", over, at_most=0),
            never("acknowledged lines lost", lost),
            never("events missed or out of order, holes in speech", faults),
        ]


async def _vanish(caller: Caller) -> None:
    caller.vanish()


async def soak(ground: Ground, minutes: float) -> tuple[list[Figure], list[Sample]]:
    await ground.start_postgres()
    await ground.start_model()
    await ground.start_worker(WATCHED)
    soaking = Soak(ground, minutes)
    return await soaking.run(), soaking.samples


async def measure(ground: Ground) -> list[Figure]:
    figures, _ = await soak(ground, ground.size(6, 1))
    return figures


PROMISE = Promise(
    "soak",
    "no slow leak",
    "20 sessions that reconnect all the time; the hour with 50,000 connects is `make soak`",
    "flat after warm-up: <= 5 %",
    measure,
    short=False,
)
