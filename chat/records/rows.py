"""What the record thread does to the database. Synchronous; every function may be repeated without harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chat.models import Conversation
from chat.models import Utterance as UtteranceRow
from chat.transcript import Summary, Utterance

_KEY = ("conversation", "sequence")
_FACTS = (
    "turn",
    "speaker",
    "text",
    "typed",
    "interrupted",
    "total_samples",
    "heard_samples",
    "heard_chars",
    "started_at",
    "ended_at",
)


class ConversationDeleted(Exception):
    """The conversation's row is gone: an operator deleted it while it ran."""


def store_utterances(conversation: UUID, utterances: Sequence[Utterance]) -> None:
    """Inserts, or replaces what is there by the same sequence; all or none.

    Raises ConversationDeleted, or django.db.Error where the database cannot take them.
    """
    rows = [_row(conversation, utterance) for utterance in utterances]
    with transaction.atomic():
        if not Conversation.objects.filter(pk=conversation).exists():
            raise ConversationDeleted
        UtteranceRow.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=_KEY, update_fields=_FACTS
        )


def close_conversation(conversation: UUID, summary: Summary, ended_at: datetime) -> None:
    """Raises django.db.Error where the database cannot take it; a deleted conversation stays deleted."""
    Conversation.objects.filter(pk=conversation).update(ended_at=ended_at, **asdict(summary))


def _row(conversation: UUID, utterance: Utterance) -> UtteranceRow:
    facts = {name: getattr(utterance, name) for name in _FACTS}
    facts["text"] = _storable(utterance.text)
    return UtteranceRow(conversation_id=conversation, sequence=utterance.sequence, **facts)


def _storable(text: str) -> str:
    """What every database takes, of the same length: PostgreSQL refuses NUL, UTF-8 a lone surrogate."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
