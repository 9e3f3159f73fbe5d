"""What the record thread does to the database. Synchronous; every function may be repeated without harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chat.models import Conversation, UsageLine
from chat.models import Utterance as UtteranceRow
from chat.transcript import Summary, Utterance
from chat.usage import Bill

Item = Utterance | Bill
"""What the writer stores."""

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
    "sources",
)

_LINE_KEY = ("conversation", "number", "direction", "modality")
_LINE_FACTS = ("turn", "tokens", "rate", "cost", "billed_at")


class ConversationDeleted(Exception):
    """The conversation's row is gone: an operator deleted it while it ran."""


def store_items(conversation: UUID, items: Sequence[Item]) -> None:
    """Inserts, or replaces what is there by the same sequence or number; all or none.

    Raises ConversationDeleted, or django.db.Error where the database cannot take them.
    """
    said = [_row(conversation, item) for item in items if isinstance(item, Utterance)]
    used = [line for item in items if isinstance(item, Bill) for line in _lines(conversation, item)]
    with transaction.atomic():
        if not Conversation.objects.filter(pk=conversation).exists():
            raise ConversationDeleted
        UtteranceRow.objects.bulk_create(
            said, update_conflicts=True, unique_fields=_KEY, update_fields=_FACTS
        )
        UsageLine.objects.bulk_create(
            used, update_conflicts=True, unique_fields=_LINE_KEY, update_fields=_LINE_FACTS
        )


def close_conversation(conversation: UUID, summary: Summary, ended_at: datetime) -> None:
    """Raises django.db.Error where the database cannot take it; a deleted conversation stays deleted."""
    Conversation.objects.filter(pk=conversation).update(ended_at=ended_at, **asdict(summary))


def _row(conversation: UUID, utterance: Utterance) -> UtteranceRow:
    facts = {name: getattr(utterance, name) for name in _FACTS}
    facts["text"] = _storable(utterance.text)
    facts["sources"] = [[_storable(title), _storable(address)] for title, address in utterance.sources]
    return UtteranceRow(conversation_id=conversation, sequence=utterance.sequence, **facts)


def _lines(conversation: UUID, bill: Bill) -> list[UsageLine]:
    return [
        UsageLine(
            conversation_id=conversation,
            number=bill.number,
            turn=bill.turn,
            direction=line.direction,
            modality=line.modality,
            tokens=line.tokens,
            rate=line.rate,
            cost=line.cost,
            billed_at=bill.billed_at,
        )
        for line in bill.lines
    ]


def _storable(text: str) -> str:
    """What every database takes, of the same length: PostgreSQL refuses NUL, UTF-8 a lone surrogate."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
