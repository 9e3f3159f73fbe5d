"""Notices that the model owes something and has gone silent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

STALLED_AFTER_S = 15.0
"""Longer than a model takes to think or search; a stalled one was seen to take 50 s."""
CHECK_EVERY_S = 1.0


class Watchdog:
    def __init__(
        self, stalled_after_s: float = STALLED_AFTER_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stalled_after_s = stalled_after_s
        self._clock = clock
        self._since: float | None = None

    def look(self, *, owes: bool, progress: bool, speaks_until: float) -> None:
        """`owes`: the model has to say something next; `progress`: it has just said something.

        `speaks_until`: it holds the end of a turn back until its speech has been played (clock's seconds).
        """
        if not owes:
            self._since = None
        elif progress or self._since is None:
            self._since = max(self._clock(), speaks_until)

    async def stalled(self) -> None:
        """Until it has owed for too long."""
        # Not an event: setting one for each message costs more than waking now and then.
        while self._since is None or self._clock() - self._since < self._stalled_after_s:  # noqa: ASYNC110
            await asyncio.sleep(min(CHECK_EVERY_S, self._stalled_after_s / 4))
