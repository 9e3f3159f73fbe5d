"""The account of one talk: what each turn used and what it costs, at the prices of the day it begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from chat.usage import Bill, Direction, Line, TurnTokens, lines_of, total_cost

AUDIO = "AUDIO"


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices of a million tokens, by (Direction.INPUT or OUTPUT, modality); empty where none is known."""

    currency: str = ""
    per_million: Mapping[tuple[Direction, str], Decimal] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """What goes in and what comes out both have a price."""
        return {direction for direction, _ in self.per_million} >= {Direction.INPUT, Direction.OUTPUT}

    def of(self, direction: Direction, modality: str) -> Decimal | None:
        """Thoughts cost what speech does. A modality without a price of its own takes the dearest."""
        if direction is Direction.THOUGHTS:
            direction, modality = Direction.OUTPUT, AUDIO
        elif direction is Direction.TOOL_USE:
            direction = Direction.INPUT
        dearest = max(
            (rate for (each, _), rate in self.per_million.items() if each is direction), default=None
        )
        return self.per_million.get((direction, modality), dearest)


@dataclass(frozen=True, slots=True)
class Total:
    """Of one direction and modality; `cost` is None where the price of a part of it is not known."""

    direction: Direction
    modality: str
    tokens: int = 0
    cost: Decimal | None = Decimal(0)


class Ledger:
    """`rates` may change in mid-talk with the model; what is billed stays as it is."""

    def __init__(self, rates: Rates) -> None:
        self.rates = rates
        self.bills = 0
        self._totals: dict[tuple[Direction, str], Total] = {}

    @property
    def totals(self) -> tuple[Total, ...]:
        """The whole talk's, one for each direction and modality, in their order."""
        order = list(Direction)
        return tuple(
            sorted(self._totals.values(), key=lambda each: (order.index(each.direction), each.modality))
        )

    @property
    def cost(self) -> Decimal | None:
        """So far; None where a price is not known, even before anything was used."""
        return total_cost(self.totals) if self.rates.complete else None

    def bill(self, used: TurnTokens, now: datetime) -> Bill:
        self.bills += 1
        lines = tuple(
            replace(line, rate=self.rates.of(line.direction, line.modality)) for line in lines_of(used.tokens)
        )
        bill = Bill(self.bills, used.turn, now, lines)
        self.add(bill)
        return bill

    def add(self, bill: Bill) -> None:
        self.bills = bill.number
        for line in bill.lines:
            self._add(line)

    def _add(self, line: Line) -> None:
        key = line.direction, line.modality
        before = self._totals.get(key, Total(*key))
        self._totals[key] = Total(*key, before.tokens + line.tokens, total_cost((before, line)))
