"""The beginning of a conversation's record."""

from __future__ import annotations

import asyncio
from uuid import UUID

from django.db import Error
from django.db.models.functions import Now

from chat.errors import StorageUnavailable
from chat.lane import transaction_in_time
from chat.leases.room import require_room, require_room_alone
from chat.leases.standing import Standing, seal
from chat.leases.worker import beat, worker_id
from chat.models import Conversation, Lease
from chat.records.thread import in_thread_of

OPEN_WITHIN_S = 10.0


async def open_conversation(
    *,
    conversation: UUID,
    owner_user_id: int | None,
    guest: str,
    model: str,
    modality: str,
    endpoint: str,
    assistant: str,
    kept: bool,
    standing: Standing | None = None,
    currency: str = "",
) -> None:
    """Opens it in its first generation, held by this process.

    Raises LimitReached where all workers together carry as many as they may, StorageUnavailable where the
    database cannot take it, or not within OPEN_WITHIN_S.

    Whoever is cancelled here still closes it with `TranscriptWriter.finish`: the row may have come to be, and
    the closing is written after it.
    """
    row = Conversation(
        id=conversation,
        started_at=Now(),
        owner_id=owner_user_id,
        guest=guest,
        model=model,
        modality=modality,
        endpoint=endpoint,
        assistant=assistant,
        kept=kept,
        currency=currency,
    )
    standing = standing or Standing(assistant=assistant, modality=modality, lang="", time_zone="", tools=[])
    try:
        async with asyncio.timeout(OPEN_WITHIN_S):
            await in_thread_of(conversation, _open, row, seal(standing))
    except (Error, TimeoutError) as problem:
        raise StorageUnavailable(
            "storage_unavailable",
            "The server cannot keep its records right now, so no talk can begin. Try again in a minute.",
        ) from problem


def _open(row: Conversation, standing: str) -> None:
    # Most of those for whom there is no room wait for nobody's turn.
    require_room()
    # Not inside: this process's own heart would wait for whatever the transaction waits for.
    beat()
    with transaction_in_time():
        require_room_alone()
        row.save(force_insert=True)
        Lease.objects.create(conversation=row, worker_id=worker_id(), standing=standing)
