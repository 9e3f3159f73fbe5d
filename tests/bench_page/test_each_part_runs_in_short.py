"""Each part of `make bench-page`, a few times each: that it ends, and what no busy machine changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.bench_page.parts import axe, downlink, weight
from tests.bench_page.report import as_lines
from tests.bench_page.row import Part
from tests.bench_page.rows import PARTS
from tests.bench_page.run import run_part

SHORT_MINUTES = 0.5
QUICK = (axe.PART, weight.PART)
TIMELESS = (axe.AXE, downlink.CLICK, downlink.HEARD, weight.WEIGHT)
"""Rows without a time in them, nor anything else of the machine's."""


@pytest.mark.parametrize(
    "part",
    [pytest.param(each, id=each.name, marks=() if each in QUICK else pytest.mark.slow) for each in PARTS],
)
async def test_it_comes_to_its_end(part: Part, empty_database: Path) -> None:
    async with async_playwright() as playwright:
        result = await run_part(part, playwright, empty_database, short=True, minutes=SHORT_MINUTES)
    told = "\n".join(as_lines(result))
    assert not result.failure, told
    assert set(result.outcome.figures) == {row.name for row in part.rows}
    assert all(result.kept_row(row) for row in TIMELESS if row in part.rows), told
