"""The table in docs/reliability.md."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tests.faults.figures import Measured
from tests.faults.promises import PROMISES
from tests.faults.report import as_markdown
from tests.support.process import PROJECT_DIR

DOCUMENT = PROJECT_DIR / "docs" / "reliability.md"
_TABLE = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- /measured -->)", re.DOTALL)


def write_table(results: Sequence[Measured], about: Mapping[str, str | int]) -> None:
    """In place of the one that stands there, with the run that it is of."""
    run = f"Measured at commit `{about['commit']}`, {about['date']}, {about['cores']} cores."
    table = f"\n{run}\n\n{as_markdown(PROMISES, results)}\n\n"
    DOCUMENT.write_text(_TABLE.sub(lambda _: table, DOCUMENT.read_text()))


def read_table() -> list[tuple[str, ...]]:
    """The cells of each row."""
    [table] = _TABLE.findall(DOCUMENT.read_text())
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    return [tuple(cell.strip() for cell in row.split("|")[1:-1]) for row in rows[1:]]
