"""What many conversations have to store at one moment, stored in one transaction."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from uuid import UUID

from django.db import OperationalError

from chat.lane import Lane
from chat.records.rows import Batch, Item, store_items, store_together
from chat.records.thread import lane_of, lanes

MOST_TOGETHER = 100


class _Together:
    """Of one thread. Each caller brings a job; the first that gets its turn stores for all who wait."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._waiting: deque[Batch] = deque()

    async def store(self, batch: Batch) -> None:
        self._waiting.append(batch)
        # What was left behind by a job that never ran may be before it.
        while not batch.tried:
            await self._lane.run(self._store_waiting)
        if batch.problem is not None:
            raise batch.problem

    def _store_waiting(self) -> None:
        batches = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
        for batch in _left_over(batches):
            try:
                store_items(batch.conversation, batch.generation, batch.items)
            except Exception as problem:  # noqa: BLE001 - whoever brought the batch is told
                batch.problem = problem
        for batch in batches:
            batch.tried = True


def _left_over(batches: list[Batch]) -> list[Batch]:
    """Those that have to be stored one by one, so that none fails or waits for the sake of another."""
    if len(batches) < 2:
        return batches
    try:
        return store_together(batches)
    except OperationalError as away:
        for batch in batches:
            batch.problem = away
        return []
    except Exception:  # noqa: BLE001 - each is tried alone
        return batches


_together = {lane: _Together(lane) for lane in lanes}


async def store(conversation: UUID, generation: int, items: Sequence[Item]) -> None:
    """What `store_items` does, and raises; together with what others have to store by then."""
    await _together[lane_of(conversation)].store(Batch(conversation, generation, items))
