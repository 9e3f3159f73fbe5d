"""What was measured beside what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

TRACEBACKS = "tracebacks"
"""Counted in whatever was started, for every promise."""


class Kind(Enum):
    COUNT = "count"
    """Holds on any machine, however busy: the short form asserts it."""
    NEVER = "never"
    """A count too, of which not one is tolerated."""
    TIME = "time"
    """Of the machine that it was measured on."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`at_most` or `at_least` is what was promised; neither: told, and not promised."""

    what: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None
    kind: Kind = Kind.COUNT

    @property
    def kept(self) -> bool:
        too_much = self.at_most is not None and self.value > self.at_most
        too_little = self.at_least is not None and self.value < self.at_least
        return not too_much and not too_little

    def __str__(self) -> str:
        number = f"{self.value:.0f}" if self.value == int(self.value) else f"{self.value:.3g}"
        if self.value >= 1000:
            number = f"{self.value:,.0f}"
        return f"{number} {self.unit} {self.what}".replace("  ", " ").strip()


def never(what: str, value: float) -> Figure:
    return Figure(what, value, at_most=0, kind=Kind.NEVER)


def seconds(what: str, value: float, at_most: float | None = None) -> Figure:
    return Figure(what, value, "s", at_most, kind=Kind.TIME)


def milliseconds(what: str, value: float, at_most: float | None = None) -> Figure:
    return Figure(what, value, "ms", at_most, kind=Kind.TIME)


def percentile(values: Iterable[float], share: float) -> float:
    """0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


@dataclass(slots=True)
class Measured:
    """One promise on one server."""

    promise: str
    server: str
    figures: Sequence[Figure] = field(default_factory=list)
    failure: str = ""
    """The scenario itself did not come to its end."""
    took_s: float = 0.0
    log: str = ""
    """The end of what was written, where something was not kept."""

    @property
    def kept(self) -> bool:
        return not self.failure and all(figure.kept for figure in self.figures)

    @property
    def tolerated(self) -> bool:
        """Nothing happened of which not one is tolerated."""
        return not self.failure and all(f.kept for f in self.figures if f.kind is Kind.NEVER)
