"""Leases that the tests begin from, and time that passes in the rows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import F

from chat.leases.standing import Standing
from chat.leases.token import make_token
from chat.models import Conversation, Lease, Worker
from chat.records.thread import in_record_thread, in_thread_of
from chat.records.writer import TranscriptWriter

T = TypeVar("T")

STANDING = Standing(
    assistant="friendly-talk",
    modality="AUDIO",
    lang="de",
    time_zone="Europe/Berlin",
    tools=["set_theme"],
    handle="the-handle",
    known=2,
    turn=1,
    sequence=2,
    texts={"t1": 1},
    turns=1,
    microphone_ms=4_000,
    dropped_ms=100,
    pictures=3,
    speech_ms=2_500,
)


def writer_of(conversation: UUID, generation: int = 1) -> TranscriptWriter:
    return TranscriptWriter(conversation, generation=generation, kept=True, on_stored=lambda _: None)


def token_of(conversation: UUID, generation: int = 1) -> str:
    return make_token(conversation, generation, 1)


async def lease_of(conversation: UUID) -> Lease | None:
    rows = Lease.objects.filter(pk=conversation).select_related("worker")
    return await in_thread_of(conversation, rows.first)


async def row_of(conversation: UUID) -> Conversation:
    return await in_thread_of(conversation, Conversation.objects.get, pk=conversation)


async def passed(seconds: float) -> None:
    """So much time has passed since what the rows tell: no worker has beaten in it."""
    span = timedelta(seconds=seconds)

    def age() -> None:
        Worker.objects.update(seen_at=F("seen_at") - span)
        Lease.objects.update(detached_at=F("detached_at") - span, released_at=F("released_at") - span)

    await in_record_thread(age)


async def until(look: Callable[[], T], wanted: Callable[[T], bool], within_s: float = 5.0) -> T:
    """What the rows tell, once it is what is wanted."""
    async with asyncio.timeout(within_s):
        while True:
            if wanted(found := await in_record_thread(look)):
                return found
            await asyncio.sleep(0.02)
