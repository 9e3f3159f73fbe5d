"""Something to be done for each of many, again and again, evenly spread over the time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

IDLE_S = 0.05
TICK_S = 0.001
"""What uvloop's timers are right to: a shorter wait would be none."""


class Wheel(Generic[T]):
    """Does it once for each member in each period. Whoever joins or leaves shifts the others a little."""

    def __init__(self, period_s: float, act: Callable[[T], None]) -> None:
        self.members: list[T] = []
        self._period_s = period_s
        self._act = act
        self._next = 0
        self._due = time.monotonic()

    async def run(self) -> None:
        """Until cancelled. What could not be done in time is done as soon as it can be."""
        while True:
            now = time.monotonic()
            while self.members and self._due <= now:
                self._next = (self._next + 1) % len(self.members)
                self._due += self._period_s / len(self.members)
                self._act(self.members[self._next])
            if not self.members:
                self._due = now + IDLE_S
            await asyncio.sleep(max(TICK_S, self._due - time.monotonic()))
