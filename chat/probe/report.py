"""What the probe prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from chat.probe.checklist import POINTS, Outcome, Point, State
from chat.probe.comparing import Difference
from chat.probe.facts import Facts

EMULATOR = "emulator"
_TITLE = max(len(point.title) for point in POINTS)
_STATE = max(map(len, State))
_INDENT = " " * 4


def point_line(point: Point, outcome: Outcome) -> str:
    state = f"{outcome.state:{_STATE}} {outcome.seconds:5.1f} s"
    return f"{POINTS.index(point) + 1} {point.title:{_TITLE}}  {state}  {outcome.sentence}"


def difference_lines(service: str, differences: Sequence[Difference]) -> Iterator[str]:
    width = max(len(service), len(EMULATOR))
    for each in differences:
        yield f"{_INDENT}{each.name}"
        yield f"{_INDENT}  {service:{width}}  {each.ours}"
        yield f"{_INDENT}  {EMULATOR:{width}}  {each.emulators}"


def fact_lines(facts: Facts) -> Iterator[str]:
    for name, fact in facts.items():
        words = fact if isinstance(fact, str) else ", ".join(sorted(fact))
        yield f"{_INDENT}{name}: {words}"


def total_line(outcomes: Sequence[Outcome]) -> str:
    states = Counter(outcome.state for outcome in outcomes)
    return ", ".join(f"{states[state]} {state}" for state in State if states[state])
