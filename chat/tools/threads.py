"""Where functions that are not async run: few threads of their own, so that a slow one delays no talk.

Daemons: a function that never returns holds one of them, but not the server's end.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connections

from chat.tools.caller import ToolError

MOST_THREADS = 8
MOST_WAITING = 64
BUSY = "Other functions take all the time there is: this one could not begin. Call it again later."

logger = logging.getLogger(__name__)


@dataclass(eq=False, frozen=True, slots=True)
class Job:
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    work: Callable[[], Any]


class Threads:
    """Started one by one as they are needed."""

    def __init__(self, most: int = MOST_THREADS, most_waiting: int = MOST_WAITING) -> None:
        self._most = most
        self._most_waiting = most_waiting
        self._waiting: deque[Job] = deque()
        self._filled = threading.Condition()
        self._started = 0
        self._idle = 0

    async def run(self, function: Callable[[], Any], *, begin_within_s: float) -> Any:
        """Its result. Raises ToolError where no thread is free for it in that time, or too many wait.

        Where the caller is cancelled, a job that has begun runs on, and its result is lost.
        """
        loop = asyncio.get_running_loop()
        job = Job(loop, loop.create_future(), partial(contextvars.copy_context().run, function))
        self._put(job)
        expiry = loop.call_later(begin_within_s, self._expire, job)
        try:
            return await job.future
        finally:
            expiry.cancel()
            self._withdraw(job)

    def _put(self, job: Job) -> None:
        with self._filled:
            if len(self._waiting) >= self._most_waiting:
                raise _busy()
            self._waiting.append(job)
            if self._idle < len(self._waiting) and self._started < self._most:
                self._started += 1
                threading.Thread(target=self._work, name=f"tools-{self._started}", daemon=True).start()
            self._filled.notify()

    def _expire(self, job: Job) -> None:
        if self._withdraw(job) and not job.future.done():
            job.future.set_exception(_busy())

    def _withdraw(self, job: Job) -> bool:
        """Whether it had not begun."""
        with self._filled:
            waits = job in self._waiting
            if waits:
                self._waiting.remove(job)
            return waits

    def _work(self) -> None:
        while True:
            self._do(self._next())

    def _next(self) -> Job:
        with self._filled:
            self._idle += 1
            self._filled.wait_for(lambda: self._waiting)
            self._idle -= 1
            return self._waiting.popleft()

    def _do(self, job: Job) -> None:
        try:
            settle = partial(_settle, job.future, result=job.work())
        except BaseException as problem:  # noqa: BLE001 - it is raised where the result is awaited
            settle = partial(_settle, job.future, problem=problem)
        finally:
            connections.close_all()
        with suppress(RuntimeError):
            # The loop may have ended meanwhile.
            job.loop.call_soon_threadsafe(settle)


def _busy() -> ToolError:
    logger.warning("no thread is free for functions: %d may run at a time", MOST_THREADS)
    return ToolError(BUSY)


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
