"""One row of docs/performance-page.md, and what was measured of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.bench_page.ground import Ground
from tests.bench_page.stages import Stage
from tests.faults.figures import Figure


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    """In the JSON."""
    says: str
    what: str
    """Of many values, the one that is promised: "p95", "at most"; "" where there is but one."""
    at_most: float
    unit: str

    @property
    def target(self) -> str:
        bound = f"<= {self.at_most:g}" if self.at_most else "0"
        return f"{self.what} {bound} {self.unit}".strip()

    def figure(self, value: float) -> Figure:
        return Figure(self.what, value, self.unit, self.at_most)


@dataclass(slots=True)
class Outcome:
    """What came of a part."""

    figures: Mapping[str, Sequence[Figure]]
    """By the name of the row; the first is the one that is promised."""
    stages: Sequence[Stage] = ()
    """Of voice to voice."""
    log: Sequence[str] = ()
    """What a person may want to know beside the figures, a line each."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are measured together."""

    name: str
    """What the command line calls it."""
    rows: Sequence[Row]
    measure: Callable[[Ground], Awaitable[Outcome]]
    unasked: bool = True
    """It runs where no part is named."""


@dataclass(slots=True)
class Result:
    part: Part
    outcome: Outcome = field(default_factory=lambda: Outcome({}))
    failure: str = ""
    """The part itself did not come to its end."""
    took_s: float = 0.0

    @property
    def kept(self) -> bool:
        return all(self.kept_row(row) for row in self.part.rows)

    def kept_row(self, row: Row) -> bool:
        return not self.failure and all(figure.kept for figure in self.outcome.figures[row.name])
