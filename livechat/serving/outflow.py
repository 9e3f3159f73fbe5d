"""Whether more may be written to one connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Outflow:
    """What a transport of Twisted tells to pause above 64 KB of unsent bytes, and to resume at none."""

    def __init__(self, on_resume: Callable[[], None] = lambda: None) -> None:
        self._on_resume = on_resume
        self._resumed = asyncio.Event()
        self.paused = False

    async def open(self) -> None:
        while self.paused:
            await self._resumed.wait()

    def pauseProducing(self) -> None:  # noqa: N802  # Twisted's names, as the two below
        self.paused = True
        self._resumed.clear()

    def resumeProducing(self) -> None:  # noqa: N802
        self.stopProducing()
        self._on_resume()

    def stopProducing(self) -> None:  # noqa: N802
        """The connection is gone: nobody needs to wait, and what is still sent goes nowhere."""
        self.paused = False
        self._resumed.set()
