"""What talks took and cost: one of them by modality and by turn, many of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, Q, QuerySet, Sum

from chat.models import Conversation, UsageLine
from chat.models.conversation import LIVE
from chat.models.usage_line import DIRECTION_LABELS
from chat.money import money
from chat.usage import UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Row:
    """`heads` name it; `tokens` stand in one column for each of the table's heads."""

    heads: tuple[str, ...]
    tokens: tuple[str, ...]
    cost: str


@dataclass(frozen=True, slots=True)
class Usage:
    by_modality: list[Row]
    by_turn: list[Row]
    together: Row


def usage(conversation: Conversation) -> Usage | None:
    """One query, whatever its length; None where the service has counted nothing."""
    lines = list(conversation.usage_lines.all())
    if not lines:
        return None

    def row(lines: list[UsageLine], *heads: str) -> Row:
        return Row(heads, (_tokens(lines),), money(_cost(lines), conversation.currency))

    def turn(lines: list[UsageLine]) -> Row:
        columns = tuple(
            _tokens([line for line in lines if line.direction == direction]) for direction in DIRECTION_LABELS
        )
        whole = row(lines, f"{lines[0].turn}")
        return Row(whole.heads, columns + whole.tokens, whole.cost)

    return Usage(
        by_modality=[
            row(group, group[0].get_direction_display(), _modality(group[0].modality))
            for group in _grouped(lines, lambda line: (_ORDER.index(line.direction), line.modality))
        ],
        by_turn=[turn(group) for group in _grouped(lines, lambda line: (line.turn, ""))],
        together=row(lines),
    )


def cost_together(conversations: QuerySet[Conversation]) -> str:
    """`$1.23`, of several currencies one after the other, and how many talks it leaves out; "" for none."""
    ended = Conversation.objects.filter(pk__in=conversations.exclude(outcome=LIVE).values("pk"))
    by_currency = (
        ended.values("currency")
        .annotate(sum=Sum("cost"), unknown=Count("pk", filter=Q(cost=None)))
        .order_by("currency")
    )
    rows = list(by_currency)
    sums = [money(row["sum"], row["currency"]) for row in rows if row["sum"] is not None]
    unknown = sum(row["unknown"] for row in rows)
    if unknown:
        sums.append(f"unknown for {intcomma(unknown)} of the talks")
    return ", ".join(sums)


_ORDER = [direction.value for direction in DIRECTION_LABELS]


def _grouped(
    lines: Iterable[UsageLine], key: Callable[[UsageLine], tuple[int, str]]
) -> list[list[UsageLine]]:
    return [list(group) for _, group in groupby(sorted(lines, key=key), key)]


def _tokens(lines: Iterable[UsageLine]) -> str:
    tokens = sum(line.tokens for line in lines)
    return intcomma(tokens) if tokens else "–"


def _cost(lines: Iterable[UsageLine]) -> Decimal | None:
    costs = [line.cost for line in lines]
    return None if None in costs else sum((cost for cost in costs if cost is not None), Decimal(0))


def _modality(modality: str) -> str:
    return "not broken down" if modality == UNSPECIFIED else modality.lower()
