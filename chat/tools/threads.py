"""Where functions that are not async run: few threads of their own, so that a slow one delays no talk.

Daemons: a function that never returns holds one of them, but not the server's end.
"""

from __future__ import annotations

import asyncio
import contextvars
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import connections

MOST_THREADS = 8

Job = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[[], Any]]


class Threads:
    """Started one by one as they are needed."""

    def __init__(self, most: int = MOST_THREADS) -> None:
        self._most = most
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._started = 0
        self._unfinished = 0
        """Jobs that wait or run."""

    async def run(self, function: Callable[[], Any]) -> Any:
        """Its result. Where the caller is cancelled, a job that has begun runs on, and its result is lost."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._jobs.put((loop, future, partial(contextvars.copy_context().run, function)))
        with self._lock:
            self._unfinished += 1
            if self._started < min(self._most, self._unfinished):
                self._started += 1
                threading.Thread(target=self._work, name=f"tools-{self._started}", daemon=True).start()
        return await future

    def _work(self) -> None:
        while True:
            loop, future, job = self._jobs.get()
            if not future.cancelled():
                self._do(loop, future, job)
            with self._lock:
                self._unfinished -= 1

    def _do(
        self, loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any], job: Callable[[], Any]
    ) -> None:
        try:
            settle = partial(_settle, future, result=job())
        except BaseException as problem:  # noqa: BLE001 - it is raised where the result is awaited
            settle = partial(_settle, future, problem=problem)
        finally:
            connections.close_all()
        with suppress(RuntimeError):
            # The loop may have ended meanwhile.
            loop.call_soon_threadsafe(settle)


def _settle(future: asyncio.Future[Any], *, result: Any = None, problem: BaseException | None = None) -> None:
    if future.done():
        return
    if problem is None:
        future.set_result(result)
    else:
        # A StopIteration can't be raised through a future, and nothing here may end the server.
        future.set_exception(problem if _plain(problem) else RuntimeError(type(problem).__name__))


def _plain(problem: BaseException) -> bool:
    return isinstance(problem, Exception) and not isinstance(problem, StopIteration)


threads = Threads()
