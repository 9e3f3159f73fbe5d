"""All runs of a bench, and what is read out of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from itertools import groupby
from statistics import median
from typing import Any

from tests.bench.run import TALKING, Run

COMPARED = 60
MEMORY_FROM = 10
"""Sessions: what is loaded with the first ones is nobody's."""


class Results:
    def __init__(self, runs: Iterable[Run] = ()) -> None:
        self.runs = list(runs)
        self.sdk_connection_mb: float | None = None
        """What a connection of the SDK's holds by itself."""
        self.failures: list[str] = []
        """Of programs that did not come to their end."""

    def medians(self, scene: str = TALKING) -> list[Run]:
        """One for each program and number of sessions: the median of each figure over the rounds."""

        def key(run: Run) -> tuple[int, int]:
            return names.index(run.name), run.sessions

        names = list(dict.fromkeys(run.name for run in self.runs))
        chosen = sorted((run for run in self.runs if run.scene == scene), key=key)
        return [_median(list(group)) for _, group in groupby(chosen, key)]

    @property
    def compared(self) -> int:
        """Sessions at which costs are compared: COMPARED, or else the most that there are."""
        sessions = {run.sessions for run in self.runs if run.scene == TALKING}
        return COMPARED if COMPARED in sessions else max(sessions, default=COMPARED)

    def of(self, name: str, scene: str = TALKING) -> list[Run]:
        """The medians of one program, by sessions."""
        return [run for run in self.medians(scene) if run.name == name]

    def at(self, name: str, sessions: int, scene: str = TALKING) -> Run | None:
        return next((run for run in self.of(name, scene) if run.sessions == sessions), None)

    def memory_mb_per_session(self, name: str, scene: str = TALKING) -> float | None:
        """From the fewest sessions to the most; None of a single step."""
        steps = [run for run in self.of(name, scene) if run.sessions >= MEMORY_FROM]
        if len(steps) < 2:
            return None
        return (steps[-1].rss_mb - steps[0].rss_mb) / (steps[-1].sessions - steps[0].sessions)

    def scenes(self) -> Iterator[str]:
        yield from dict.fromkeys(run.scene for run in self.runs)

    def as_json(self) -> str:
        """`runs` are those in which all talk; the other scenes stand beside them."""
        told = {scene: [asdict(run) for run in self.medians(scene)] for scene in self.scenes()}
        runs: dict[str, Any] = {"runs": told.pop(TALKING, [])}
        return json.dumps(runs | ({"scenes": told} if told else {}), indent=1)


def _median(runs: list[Run]) -> Run:
    """Counts of what went wrong are added up."""
    first = runs[0]
    values: dict[str, Any] = {
        each.name: median(getattr(run, each.name) for run in runs)
        for each in fields(Run)
        if isinstance(getattr(first, each.name), float)
    }
    errors: dict[str, int] = {}
    for run in runs:
        for code, count in run.errors.items():
            errors[code] = errors.get(code, 0) + count
    return Run(
        name=first.name,
        scene=first.scene,
        sessions=first.sessions,
        messages=sum(run.messages for run in runs),
        lost=sum(run.lost for run in runs),
        doubled=sum(run.doubled for run in runs),
        errors=errors,
        **values,
    )
