"""docs/performance-page.md has a row for each figure, with its target, and says of which run each is."""

from __future__ import annotations

import re

from tests.bench_page.document import DOCUMENT, FIGURES, NOT_MEASURED, WAY
from tests.bench_page.rows import PARTS, ROWS
from tests.bench_page.voice import NAMES
from tests.support.marked import read_rows


def test_each_figure_has_its_row() -> None:
    assert [row[:2] for row in read_rows(DOCUMENT, FIGURES)] == [(row.says, row.target) for row in ROWS]


def test_each_row_names_its_run() -> None:
    for says, _, measured, run in read_rows(DOCUMENT, FIGURES):
        named = re.fullmatch(r"`[0-9a-f]{7,}`, \d{4}-\d\d-\d\d, \d+ cores", run)
        assert named or (measured, run) == NOT_MEASURED, says


def test_the_way_has_its_parts() -> None:
    assert [row[0] for row in read_rows(DOCUMENT, WAY)] == [*NAMES, "voice to voice"]


def test_names_are_told_apart() -> None:
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names)
    assert len({part.name for part in PARTS}) == len(PARTS)
