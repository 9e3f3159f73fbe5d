"""Records that the database did not take by the end of their talk: they are tried on, in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

MAX_ROWS = 20_000
"""Of all of them together: about 10 MB."""


class Unfinished:
    """Those of this process. Each ends by itself, whether or not the database comes back."""

    def __init__(self) -> None:
        self._rows: dict[asyncio.Task[None], int] = {}

    def take(self, rest: Coroutine[None, None, None], rows: int) -> bool:
        """Runs the rest of one, behind which so many rows wait. False, and it is not run, without room."""
        if sum(self._rows.values()) + rows > MAX_ROWS:
            rest.close()
            return False
        task = asyncio.create_task(rest, name="unfinished record")
        self._rows[task] = rows
        task.add_done_callback(self._rows.pop)
        return True

    async def settle(self, within_s: float) -> None:
        """Waits until none is left, at most for so long."""
        if self._rows:
            await asyncio.wait(self._rows, timeout=within_s)


unfinished = Unfinished()
