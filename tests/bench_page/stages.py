"""A way with stops, gone many times: how long each stretch between two of them took."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.figures import percentile


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    p50_ms: float
    p95_ms: float


def stages(names: Sequence[str], ways: Sequence[Sequence[float]]) -> list[Stage]:
    """`ways` hold the times at the stops, one more than there are names: the stretches are the whole way."""
    assert all(len(way) == len(names) + 1 for way in ways)
    return [stage(name, [way[place + 1] - way[place] for way in ways]) for place, name in enumerate(names)]


def stage(name: str, values_ms: Sequence[float]) -> Stage:
    return Stage(name, statistics.median(values_ms), percentile(values_ms, 0.95))
