"""The tables in docs/performance.md."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.report import as_markdown
from tests.bench.results import Results
from tests.support.marked import read_between, write_between
from tests.support.process import PROJECT_DIR

DOCUMENT = PROJECT_DIR / "docs" / "performance.md"
PLOT = PROJECT_DIR / "docs" / "performance.svg"
MARK = "bench"


def write_tables(results: Results, about: Mapping[str, str | int]) -> None:
    """In place of those that stand there, with the run that they are of."""
    run = f"Measured at commit `{about['commit']}`, {about['date']}, {about['cores']} cores."
    write_between(DOCUMENT, MARK, f"{run}\n\n{as_markdown(results)}")


def read_tables() -> str:
    return read_between(DOCUMENT, MARK)
