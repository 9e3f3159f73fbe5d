"""What is stored of a conversation, as the plain values that it was stored from."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from chat.models import UsageLine
from chat.models import Utterance as UtteranceRow
from chat.transcript import Speaker, Utterance
from chat.usage import Bill, Direction, Line

MOST_UTTERANCES = 2_000
"""Of a conversation that is gone on with; older ones stay where they are."""


def utterances_of(conversation: UUID) -> tuple[Utterance, ...]:
    """The newest, in their order."""
    rows = UtteranceRow.objects.filter(conversation=conversation).order_by("-sequence")[:MOST_UTTERANCES]
    return tuple(_utterance(row) for row in reversed(rows))


def bills_of(conversation: UUID) -> tuple[Bill, ...]:
    rows = UsageLine.objects.filter(conversation=conversation).order_by("number", "pk")
    return tuple(_bill(list(lines)) for _, lines in groupby(rows, key=lambda row: row.number))


def _utterance(row: UtteranceRow) -> Utterance:
    return Utterance(
        sequence=row.sequence,
        turn=row.turn,
        speaker=Speaker(row.speaker),
        text=row.text,
        started_at=row.started_at,
        ended_at=row.ended_at,
        typed=row.typed,
        interrupted=row.interrupted,
        total_samples=row.total_samples,
        heard_samples=row.heard_samples,
        heard_chars=row.heard_chars,
        sources=tuple((title, address) for title, address in row.sources),
    )


def _bill(rows: list[UsageLine]) -> Bill:
    return Bill(
        number=rows[0].number,
        turn=rows[0].turn,
        billed_at=rows[0].billed_at,
        lines=tuple(Line(Direction(row.direction), row.modality, row.tokens, row.rate) for row in rows),
    )
