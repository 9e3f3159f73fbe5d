"""When a connection to the model is left for the next one: at the first quiet moment, or else in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

MARGIN_S = 5.0
"""What is left of a connection's time when it has to be left in the middle of an answer."""


class Handover:
    """The service may fall silent after its goAway: so this waits by the clock, never for a message."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked = asyncio.Event()
        self._settled = asyncio.Event()
        self._calm = asyncio.Event()
        self._patient_until = 0.0
        self._leave_by = 0.0

    def ask(self, time_left_s: float) -> None:
        """The connection ends in so many seconds. The margin is kept where there is room for one."""
        leave_in_s = max(time_left_s - MARGIN_S, time_left_s / 2)
        self._patient_until = self._clock() + leave_in_s / 2
        self._leave_by = self._clock() + leave_in_s
        self._asked.set()

    def look(self, *, calm: bool, settled: bool) -> None:
        """`calm`: nobody speaks, nothing is awaited. `settled`: nor would anything have to be told again.

        A function that runs for minutes keeps the service from giving handles; so calm has to do in the end.
        """
        _put(self._calm, calm)
        _put(self._settled, calm and settled)

    async def due(self) -> None:
        """Until the connection has to be left."""
        await self._asked.wait()
        if not await self._within(self._settled, self._patient_until):
            await self._within(self._calm, self._leave_by)

    async def _within(self, event: asyncio.Event, until: float) -> bool:
        try:
            async with asyncio.timeout(until - self._clock()):
                await event.wait()
        except TimeoutError:
            return False
        return True


def _put(event: asyncio.Event, on: bool) -> None:
    if on:
        event.set()
    else:
        event.clear()
