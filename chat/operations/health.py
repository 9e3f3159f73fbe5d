"""Whether this process can do its work."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from django.db import Error, connection

from chat.lane import Lane
from chat.leases.worker import beat
from chat.records.trouble import trouble

DATABASE_LIMIT_S = 3
FRESH_S = 1.0
"""However often one asks, the database is asked once in so long."""

logger = logging.getLogger(__name__)


class Question:
    """Asked of the database in a thread of its own: a slow query of others is no ill health."""

    def __init__(self, name: str, ask: Callable[[], None]) -> None:
        self._name = name
        self._ask = ask
        self._lane = Lane(f"health-{name}")
        self._asked_at = -FRESH_S
        self._answer: asyncio.Future[None] | None = None

    async def answered(self) -> bool:
        try:
            async with asyncio.timeout(DATABASE_LIMIT_S):
                await asyncio.shield(self._newest())
        except (Error, TimeoutError) as problem:
            logger.error("the database does not %s (%s)", self._name, type(problem).__name__)
            return False
        return True

    def _newest(self) -> asyncio.Future[None]:
        """One that is still awaited is not asked again."""
        stale = time.monotonic() - self._asked_at >= FRESH_S
        if self._answer is None or (self._answer.done() and stale):
            self._asked_at = time.monotonic()
            self._answer = asyncio.ensure_future(self._lane.run(self._ask))
            # Where nobody waits any more: a database's message is for no log.
            self._answer.add_done_callback(lambda answer: answer.cancelled() or answer.exception())
        return self._answer


def _read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


_answer = Question("answer", _read)
_store = Question("store", beat)


async def failing_parts() -> list[str]:
    """The names of what fails, none where all is well."""
    return [] if await _answer.answered() else ["database"]


async def unready_parts() -> list[str]:
    """The same, and whether what is said now would be stored: a disk may be full where reading goes on."""
    failing = await failing_parts()
    if failing:
        return failing
    return [] if await _store.answered() and not trouble.lasts else ["records"]
