"""What the record thread does to the database. Synchronous; every function may be repeated without harm.

Each names the generation that its writer holds, and writes nothing where another one owns the conversation:
it raises Superseded. Raised, too: django.db.Error where the database cannot take it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TypeAlias
from uuid import UUID

from django.db.models.functions import Now

from chat.errors import superseded
from chat.lane import transaction_in_time
from chat.leases.standing import Standing, seal
from chat.models import Conversation, Lease, UsageLine
from chat.models import Utterance as UtteranceRow
from chat.records.statements import update, upsert
from chat.transcript import Summary, Utterance
from chat.usage import Bill


@dataclass(frozen=True, slots=True)
class Attachment:
    """Whether a browser is there."""

    attached: bool


Item: TypeAlias = Utterance | Bill | Standing | Attachment
"""What the writer stores."""


@dataclass(slots=True)
class Batch:
    """What one conversation has to store."""

    conversation: UUID
    generation: int
    items: Sequence[Item]
    tried: bool = False
    problem: Exception | None = None
    """By which it was not stored, once it has been tried."""


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


def store_items(conversation: UUID, generation: int, items: Sequence[Item]) -> None:
    """Inserts, or replaces what is there by the same sequence or number; all or none.

    Raises ConversationDeleted, too.
    """
    with transaction_in_time():
        _fence(conversation, generation)
        _store([Batch(conversation, generation, items)])


def store_together(batches: Sequence[Batch]) -> list[Batch]:
    """The same for many conversations in one transaction. Returns those that were left out.

    They are not there, or another's, or somebody keeps them locked, or came twice.
    """
    taken: list[Batch] = []
    left_out: list[Batch] = []
    with transaction_in_time():
        rows = Conversation.objects.select_for_update(no_key=True, skip_locked=True).order_by("pk")
        wanted = rows.filter(pk__in=[batch.conversation for batch in batches])
        owners = dict(wanted.values_list("pk", "generation"))
        for batch in batches:
            fits = owners.pop(batch.conversation, None) == batch.generation
            (taken if fits else left_out).append(batch)
        _store(taken)
    return left_out


def _store(batches: Sequence[Batch]) -> None:
    items = [(batch.conversation, item) for batch in batches for item in batch.items]
    upsert(
        UtteranceRow,
        _KEY,
        _FACTS,
        [_row(conversation, item) for conversation, item in items if isinstance(item, Utterance)],
    )
    upsert(
        UsageLine,
        _LINE_KEY,
        _LINE_FACTS,
        [row for conversation, item in items if isinstance(item, Bill) for row in _lines(conversation, item)],
    )
    update(
        Lease,
        ["conversation"],
        ["standing"],
        [(conversation, seal(item)) for conversation, item in items if isinstance(item, Standing)],
    )
    for conversation, item in items:
        if isinstance(item, Attachment):
            _attach(conversation, item)


def close_conversation(conversation: UUID, generation: int, summary: Summary) -> None:
    """One that is closed or deleted stays as it is."""
    with transaction_in_time(), suppress(ConversationDeleted):
        _fence(conversation, generation)
        if Lease.objects.filter(pk=conversation).delete()[0]:
            Conversation.objects.filter(pk=conversation).update(ended_at=Now(), **asdict(summary))


def release_conversation(conversation: UUID, generation: int) -> None:
    """Lets another process take it; one that is closed or deleted stays as it is."""
    with transaction_in_time(), suppress(ConversationDeleted):
        _fence(conversation, generation)
        Lease.objects.filter(pk=conversation).update(released_at=Now())


def _fence(conversation: UUID, generation: int) -> None:
    """Keeps the conversation from being taken over until the transaction ends.

    Whoever writes both locks its row before its lease's. Of one that was closed in this generation, what was
    said may still come. Raises Superseded, ConversationDeleted.
    """
    rows = Conversation.objects.select_for_update(no_key=True).filter(pk=conversation)
    owner = rows.values_list("generation", flat=True).first()
    if owner is None:
        raise ConversationDeleted
    if owner != generation:
        raise superseded()


def _attach(conversation: UUID, item: Attachment) -> None:
    leases = Lease.objects.filter(pk=conversation)
    if item.attached:
        leases.update(detached_at=None)
    else:
        leases.filter(detached_at=None).update(detached_at=Now())


def _row(conversation: UUID, utterance: Utterance) -> Sequence[object]:
    facts = {name: getattr(utterance, name) for name in _FACTS}
    facts["text"] = _storable(utterance.text)
    facts["sources"] = [[_storable(title), _storable(address)] for title, address in utterance.sources]
    return (conversation, utterance.sequence, *facts.values())


def _lines(conversation: UUID, bill: Bill) -> list[Sequence[object]]:
    return [
        (
            *(conversation, bill.number, line.direction, line.modality),
            *(bill.turn, line.tokens, line.rate, line.cost, bill.billed_at),
        )
        for line in bill.lines
    ]


def _storable(text: str) -> str:
    """What every database takes, of the same length: PostgreSQL refuses NUL, UTF-8 a lone surrogate."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
