"""Values and rows that the record's tests begin from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import OperationalError

from chat.models import Conversation
from chat.models import Utterance as UtteranceRow
from chat.records.opening import open_conversation
from chat.records.thread import in_thread_of
from chat.transcript import Outcome, Speaker, Summary, Utterance

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
DEADLINE_S = 10
GOODBYE = Summary(outcome=Outcome.GOODBYE, turns=2, total_tokens=42)


def utterance(sequence: int = 1, text: str = "hello", **changes: Any) -> Utterance:
    began = NOON + timedelta(seconds=sequence)
    plain = Utterance(
        sequence=sequence, turn=1, speaker=Speaker.USER, text=text, started_at=began, ended_at=began
    )
    return replace(plain, **changes)


async def opened(conversation: UUID | None = None, *, kept: bool = True) -> UUID:
    conversation = conversation or uuid4()
    await open_conversation(
        conversation=conversation,
        owner_user_id=None,
        guest="abcd1234",
        model="gemini-3.8-live",
        modality="AUDIO",
        endpoint="emulator",
        assistant="default",
        kept=kept,
    )
    return conversation


async def stored_texts(conversation: UUID) -> list[str]:
    rows = UtteranceRow.objects.filter(conversation=conversation).order_by("sequence")
    return await in_thread_of(conversation, lambda: list(rows.values_list("text", flat=True)))


async def stored_row(conversation: UUID) -> Conversation:
    return await in_thread_of(conversation, Conversation.objects.get, pk=conversation)


class FailingAtFirst:
    """Stands before a function of the record's: raises so many times, then lets every call through."""

    def __init__(
        self, function: Callable[..., None], failures: int, problem: Exception | None = None
    ) -> None:
        self._function = function
        self._problem = problem or OperationalError("the database is away: hello")
        self.failures_left = failures

    def __call__(self, *args: Any) -> None:
        if self.failures_left > 0:
            self.failures_left -= 1
            raise self._problem
        self._function(*args)
