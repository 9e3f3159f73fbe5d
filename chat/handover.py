"""When a connection to the model is left for the next one: at the first quiet moment, or else in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

MARGIN_S = 5.0
"""What is left of a connection's time when it has to be left in the middle of an answer."""


class Handover:
    """The service may fall silent after its goAway: so this waits by the clock, never for a message."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked = asyncio.Event()
        self._changed = asyncio.Event()
        self._calm = self._settled = False
        self._patient_until = self._leave_by = float("inf")

    def ask(self, time_left_s: float) -> None:
        """The connection ends in so many seconds. The margin is kept where there is room for one."""
        now = self._clock()
        leave_in_s = max(time_left_s - MARGIN_S, time_left_s / 2)
        if now + leave_in_s < self._leave_by:
            self._patient_until, self._leave_by = now + leave_in_s / 2, now + leave_in_s
        self._asked.set()
        self._changed.set()

    def look(self, *, calm: bool, settled: bool) -> None:
        """`calm`: nobody speaks, nothing is awaited. `settled`: nor would anything have to be told again.

        A function that runs for minutes keeps the service from giving handles; so calm has to do in the end.
        """
        self._calm, self._settled = calm, calm and settled
        self._changed.set()

    async def due(self) -> None:
        """Until the connection has to be left."""
        await self._asked.wait()
        while (wait_s := self._wait_s()) > 0:
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._changed.wait()

    def _wait_s(self) -> float:
        """How long to wait if nothing changes; not at all once it may be left."""
        now = self._clock()
        if self._settled or (self._calm and now >= self._patient_until):
            return 0
        return (self._patient_until if now < self._patient_until else self._leave_by) - now
