"""Looks at the leases' rows for all who want to know at a time."""

from __future__ import annotations

import asyncio
from uuid import UUID

from chat.lane import Lane, retrieve
from chat.leases.rows import Held, look

GATHERED_FOR_S = 0.02


class Looks:
    """One query answers a thousand who come back together, and wait for their workers to let go."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._wanted: set[UUID] = set()
        self._next: asyncio.Task[dict[UUID, Held]] | None = None

    async def look(self, conversation: UUID) -> Held | None:
        """None where it is not live, or there never was one. Raises django.db.Error."""
        self._wanted.add(conversation)
        if self._next is None or self._next.done():
            self._next = asyncio.create_task(self._look(), name="look")
            # All who asked may be gone before a failure comes: then nobody is told of it.
            self._next.add_done_callback(retrieve)
        found = await asyncio.shield(self._next)
        return found.get(conversation)

    async def _look(self) -> dict[UUID, Held]:
        await asyncio.sleep(GATHERED_FOR_S)
        wanted, self._wanted, self._next = self._wanted, set(), None
        return await self._lane.run(look, wanted)
