"""The table in docs/reliability.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.faults.figures import Measured
from tests.faults.promises import PROMISES
from tests.faults.report import as_markdown
from tests.support.marked import read_rows, write_between
from tests.support.process import PROJECT_DIR

DOCUMENT = PROJECT_DIR / "docs" / "reliability.md"
MARK = "measured"


def write_table(results: Sequence[Measured], about: Mapping[str, str | int]) -> None:
    """In place of the one that stands there, with the run that it is of."""
    run = f"Measured at commit `{about['commit']}`, {about['date']}, {about['cores']} cores."
    write_between(DOCUMENT, MARK, f"{run}\n\n{as_markdown(PROMISES, results)}")


def read_table() -> list[tuple[str, ...]]:
    """The cells of each row."""
    return read_rows(DOCUMENT, MARK)
