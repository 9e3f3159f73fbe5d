"""The table of promises, as text, as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from tests.faults.figures import TRACEBACKS, Figure, Kind, Measured
from tests.faults.promise import EVERY_SERVER, Promise

MARKS = {True: "kept", False: "MISSED"}


def as_lines(measured: Measured) -> list[str]:
    """For a terminal, as soon as it is known."""
    head = f"{measured.promise} on {measured.server}: {MARKS[measured.kept]} ({measured.took_s:.0f} s)"
    lines = [head, *(f"  {MARKS[figure.kept]:7}{figure}{_bound(figure)}" for figure in measured.figures)]
    return [*lines, f"  {measured.failure}"] if measured.failure else lines


def as_markdown(promises: Iterable[Promise], results: Sequence[Measured]) -> str:
    rows = [
        f"| promise | tried | target | {' | '.join(EVERY_SERVER)} |",
        "|---|---|---|" + "---|" * len(EVERY_SERVER),
    ]
    for promise in promises:
        cells = [_cell(promise, server, results) for server in EVERY_SERVER]
        rows.append(f"| {promise.says} | {promise.tried} | {promise.target} | {' | '.join(cells)} |")
    return "\n".join(rows)


def as_json(results: Sequence[Measured], **about: Any) -> str:
    return json.dumps(
        {**about, "results": [asdict(each) | {"kept": each.kept} for each in results]},
        default=lambda kind: kind.value,
        indent=1,
    )


def _cell(promise: Promise, server: str, results: Sequence[Measured]) -> str:
    if server not in promise.servers:
        return ""
    measured = next((each for each in results if (each.promise, each.server) == (promise.name, server)), None)
    if measured is None:
        return "not tried"
    if measured.failure:
        return "**failed**"
    told = [figure for figure in measured.figures if not figure.kept or _is_told(figure, promise)]
    return ", ".join(str(figure) if figure.kept else f"**{figure}**" for figure in told)


def _is_told(figure: Figure, promise: Promise) -> bool:
    """That nothing bad happened is told where the row is about just that."""
    if figure.kind is not Kind.NEVER and figure.what != TRACEBACKS:
        return True
    return any(word in promise.target for word in figure.what.split() if len(word) > 4)


def _bound(figure: Figure) -> str:
    if figure.at_most is not None:
        return f"  (at most {figure.at_most:g})"
    return "" if figure.at_least is None else f"  (at least {figure.at_least:g})"
