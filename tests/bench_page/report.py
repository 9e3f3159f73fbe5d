"""What was measured, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from tests.bench_page.row import Result, Row
from tests.bench_page.stages import Stage
from tests.faults.figures import Figure
from tests.faults.report import MARKS

HEADINGS = ("figure", "target", "measured", "run")
STAGE_HEADINGS = ("part of the way", "p50", "p95")
Cells = Sequence[str]


def as_lines(result: Result) -> list[str]:
    """For a terminal, as soon as it is known."""
    lines = [f"{result.part.name}: {MARKS[result.kept]} ({result.took_s:.0f} s)"]
    for row in result.part.rows:
        lines.append(f"  {row.says} ({row.target})")
        lines += [f"    {MARKS[each.kept]:7}{each}" for each in result.outcome.figures.get(row.name, ())]
    lines += [f"    {' | '.join(cells_of(stage))}" for stage in result.outcome.stages]
    lines += [f"    {line}" for line in result.outcome.log]
    return [*lines, f"  {result.failure}"] if result.failure else lines


def measured(row: Row, result: Result) -> str:
    """A cell; what was promised otherwise is bold."""
    if result.failure:
        return "**failed**"
    figures = result.outcome.figures[row.name]
    return ", ".join(str(figure) if figure.kept else f"**{figure}**" for figure in figures)


def cells_of(stage: Stage) -> Cells:
    return stage.name, f"{stage.p50_ms:.0f} ms", f"{stage.p95_ms:.0f} ms"


def as_table(headings: Cells, rows: Iterable[Cells]) -> str:
    """Markdown."""
    lines = [f"| {' | '.join(cells)} |" for cells in (headings, *rows)]
    return "\n".join([lines[0], "|---" * len(headings) + "|", *lines[1:]])


def as_json(results: Sequence[Result], **about: Any) -> str:
    rows = [
        {
            "name": row.name,
            "figure": row.says,
            "target": row.target,
            "kept": result.kept_row(row),
            "measured": [_told(figure) for figure in result.outcome.figures.get(row.name, ())],
        }
        for result in results
        for row in result.part.rows
    ]
    parts = [
        {"name": result.part.name, "took_s": round(result.took_s, 1), "failure": result.failure}
        for result in results
    ]
    way = [asdict(stage) for result in results for stage in result.outcome.stages]
    return json.dumps({**about, "rows": rows, "voice_to_voice": way, "parts": parts}, indent=1)


def _told(figure: Figure) -> dict[str, Any]:
    return {"what": figure.what, "value": figure.value, "unit": figure.unit, "at_most": figure.at_most}
