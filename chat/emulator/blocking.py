"""Blocking work off the event loop, one piece at a time for each session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")


class OneAtATime:
    """Calls in a shared pool of threads, never two of one session's at once.

    A cancelled caller's work runs on to its end in its thread; the next call awaits that end.
    """

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._lock = asyncio.Lock()
        self._running: asyncio.Future[Any] | None = None

    async def __call__(self, function: Callable[..., T], *arguments: object) -> T:
        async with self._lock:
            if self._running is not None:
                await asyncio.wait([self._running])
            running = asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)
            self._running = running
            return await asyncio.shield(running)
