"""The tables in docs/performance-page.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.bench_page.report import HEADINGS, STAGE_HEADINGS, as_table, cells_of, measured
from tests.bench_page.row import Result
from tests.bench_page.rows import ROWS
from tests.support.marked import read_rows, write_between
from tests.support.process import PROJECT_DIR

DOCUMENT = PROJECT_DIR / "docs" / "performance-page.md"
FIGURES, WAY = "figures", "voice to voice"
"""The marks around them."""
NOT_MEASURED = ("not measured", "")


def write_tables(results: Sequence[Result], about: Mapping[str, str | int]) -> None:
    """Each row with the run that it is of; those that were not measured stay as they are."""
    run = f"`{about['commit']}`, {about['date']}, {about['cores']} cores"
    standing = {says: (cell, of) for says, _, cell, of in read_rows(DOCUMENT, FIGURES)}
    now = {row.says: (measured(row, result), run) for result in results for row in result.part.rows}
    told = standing | now
    rows = [(row.says, row.target, *told.get(row.says, NOT_MEASURED)) for row in ROWS]
    write_between(DOCUMENT, FIGURES, as_table(HEADINGS, rows))
    if way := [cells_of(stage) for result in results for stage in result.outcome.stages]:
        write_between(DOCUMENT, WAY, f"{as_table(STAGE_HEADINGS, way)}\n\nOf the run {run}.")
