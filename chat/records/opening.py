"""The beginning of a conversation's record."""

from __future__ import annotations

import asyncio
from uuid import UUID

from django.db import Error

from chat.errors import StorageUnavailable
from chat.models import Conversation
from chat.records.thread import in_record_thread

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
    currency: str = "",
) -> None:
    """Raises StorageUnavailable where the database cannot take it, or not within OPEN_WITHIN_S.

    Whoever is cancelled here still closes it with `TranscriptWriter.finish`: the row may have come to be, and
    the closing is written after it.
    """
    row = Conversation(
        id=conversation,
        owner_id=owner_user_id,
        guest=guest,
        model=model,
        modality=modality,
        endpoint=endpoint,
        assistant=assistant,
        kept=kept,
        currency=currency,
    )
    try:
        async with asyncio.timeout(OPEN_WITHIN_S):
            await in_record_thread(row.save, force_insert=True)
    except (Error, TimeoutError) as problem:
        raise StorageUnavailable(
            "storage_unavailable",
            "The server cannot keep its records right now, so no talk can begin. Try again in a minute.",
        ) from problem
