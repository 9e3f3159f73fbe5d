"""How far one talk may go: in money, minutes and turns. Pure: it is told, and tells what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from chat.errors import LimitReached
from chat.money import money

NEAR = Decimal("0.8")
"""From this part of a limit on, the person knows that it comes."""

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Limits:
    """0 for no limit."""

    cost: Decimal = _NONE
    minutes: Decimal = _NONE
    turns: int = 0


class Allowance:
    """A limit that comes near is returned as words for the person, once; one passed stands in `reached`."""

    def __init__(self, limits: Limits, currency: str) -> None:
        self.reached: LimitReached | None = None
        self._limits = limits
        self._currency = currency
        self._told: set[str] = set()

    def check(self, *, cost: Decimal, last_cost: Decimal, turns: int) -> list[str]:
        """After a turn, and once before the first: the whole talk's cost, the last turn's, and its turns."""
        if not self.reached:
            self.reached = self._passed(cost, turns)
        return [] if self.reached else [*self._near_cost(cost, last_cost), *self._near_turns(turns)]

    @property
    def minutes(self) -> tuple[Decimal, Decimal] | None:
        """When to tell that the time runs out, and when it has; None without a limit."""
        limit = self._limits.minutes
        return (limit * NEAR, limit) if limit else None

    def time_is_near(self) -> list[str]:
        left_s = max(1, round(self._limits.minutes * (1 - NEAR) * 60))
        return list(self._once("minutes", f"This talk ends in {_duration(left_s)}: its time is limited."))

    def time_is_up(self) -> None:
        self.reached = self.reached or LimitReached(
            "minutes_limit",
            f"This talk has reached its limit of {_duration(round(self._limits.minutes * 60))}.",
            retry=False,
        )

    def _passed(self, cost: Decimal, turns: int) -> LimitReached | None:
        limits = self._limits
        if limits.cost and cost >= limits.cost:
            most = money(limits.cost, self._currency)
            return LimitReached("cost_limit", f"This talk has reached its limit of {most}.", retry=False)
        if limits.turns and turns >= limits.turns:
            most = _count(limits.turns, "turn")
            return LimitReached("turns_limit", f"This talk has reached its limit of {most}.", retry=False)
        return None

    def _near_cost(self, cost: Decimal, last_cost: Decimal) -> Iterator[str]:
        """A turn like the last one may pass it without having come near."""
        limit = self._limits.cost
        if limit and (cost >= limit * NEAR or (last_cost and cost + last_cost >= limit)):
            used, most = money(cost, self._currency), money(limit, self._currency)
            yield from self._once("cost", f"This talk ends soon: {used} of the {most} it may cost are used.")

    def _near_turns(self, turns: int) -> Iterator[str]:
        limit = self._limits.turns
        left = limit - turns
        if limit and (turns >= limit * NEAR or left == 1):
            yield from self._once("turns", f"This talk ends soon: it has {_count(left, 'turn')} left.")

    def _once(self, limit: str, message: str) -> Iterator[str]:
        if limit not in self._told:
            self._told.add(limit)
            yield message


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    parts = [_count(minutes, "minute")] if minutes else []
    return " and ".join([*parts, _count(rest, "second")] if rest or not parts else parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
