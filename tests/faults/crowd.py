"""Many callers at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from tests.faults.caller import Caller, Door
from tests.faults.figures import Figure, never
from tests.faults.ledger import Ledger

POLL_S = 0.05
EVERYBODY = slice(None)
ABNORMAL = 1011
"""What a browser must never see (docs/protocol.md, Errors)."""


class Crowd:
    def __init__(self, callers: list[Caller]) -> None:
        self.callers = callers
        self._tasks = [asyncio.create_task(caller.run()) for caller in callers]

    @property
    def ledgers(self) -> list[Ledger]:
        return [caller.ledger for caller in self.callers]

    @property
    def back_after_s(self) -> list[float]:
        """Of every loss that was mended."""
        return [gap for caller in self.callers for gap in caller.back_after_s]

    @property
    def over(self) -> int:
        """Talks that ended without anybody's wish."""
        return sum(bool(caller.over) for caller in self.callers)

    async def until(self, done: Callable[[], bool], within_s: float) -> bool:
        """False where it does not come to be in time."""
        try:
            async with asyncio.timeout(within_s):
                # A caller has a hundred ways to make progress, and none that tells.
                while not done():  # noqa: ASYNC110
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            return False
        return True

    async def begun(self, lines: int = 0, within_s: float = 60) -> bool:
        """All talk, and each has stored so many lines. From here on losses count."""
        there = await self.all_talk(within_s) and await self.each_has_stored(lines, within_s)
        for caller in self.callers:
            caller.closed_with.clear()
            caller.back_after_s.clear()
        return there

    async def all_talk(self, within_s: float = 60) -> bool:
        return await self.until(
            lambda: all(caller.talking.is_set() or caller.over for caller in self.callers), within_s
        )

    async def each_has_stored(self, lines: int, within_s: float = 60) -> bool:
        return await self.until(lambda: all(len(ledger.stored) >= lines for ledger in self.ledgers), within_s)

    async def without_news(self, within_s: float) -> int:
        """How many are told of no further stored line in that time."""
        before = [len(ledger.stored) for ledger in self.ledgers]

        def silent() -> int:
            return sum(len(led.stored) <= was for led, was in zip(self.ledgers, before, strict=True))

        await self.until(lambda: not silent(), within_s)
        return silent()

    async def behind(self, within_s: float) -> int:
        """How many, of those who stay, were shown a line that is not told to be stored within that time."""
        shown = {caller.ledger: caller.ledger.shown for caller in self.callers if not caller.leaving}

        def late() -> int:
            return sum(max(ledger.stored, default=0) < was for ledger, was in shown.items())

        await self.until(lambda: not late(), within_s)
        return late()

    async def leave(self, these: slice = EVERYBODY, within_s: float = 30) -> list[Ledger]:
        """They say goodbye and are waited for. What they were told."""
        await asyncio.gather(*(caller.leave() for caller in self.callers[these]))
        await asyncio.wait(self._tasks[these], timeout=within_s)
        return self.ledgers[these]

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        done, _ = await asyncio.wait(self._tasks)
        for task in done:
            if not task.cancelled() and task.exception() is not None:
                raise AssertionError("a caller failed by itself") from task.exception()

    def protocol_figures(self) -> list[Figure]:
        closes = [code for caller in self.callers for code in caller.closed_with]
        return [
            never("events missed or out of order, holes in speech", _faults(self.ledgers)),
            never("closes with 1011", closes.count(ABNORMAL)),
        ]


def _faults(ledgers: Iterable[Ledger]) -> int:
    return sum(len(ledger.faults) for ledger in ledgers)


@asynccontextmanager
async def crowd(
    count: int, door: Door, *, speaks: bool = True, gathers_for_s: float = 0.0
) -> AsyncIterator[Crowd]:
    """`count` callers who begin to call, one after another within so long."""
    apart_s = gathers_for_s / count
    gathered = Crowd(
        [Caller(number, door, speaks=speaks, after_s=number * apart_s) for number in range(count)]
    )
    try:
        yield gathered
    finally:
        await gathered.end()
