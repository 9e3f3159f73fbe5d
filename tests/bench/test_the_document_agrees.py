"""docs/performance.md has a row for each program and each aim, and names the run that its figures are of."""

from __future__ import annotations

import re

import pytest

from tests.bench.__main__ import SCENES, arguments
from tests.bench.bench import CHURN, EXPORT, TENTH
from tests.bench.document import DOCUMENT, PLOT, read_tables
from tests.bench.programs import PROGRAMS, Program
from tests.bench.run import CPU, LOAD_CPU, P99_MS
from tests.bench.targets import TARGETS, Target


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_each_program_has_its_row_and_is_told_of(program: Program) -> None:
    assert f"\n| {program.says} |" in read_tables()
    assert f"`{program.name}`" in DOCUMENT.read_text()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.says)
def test_each_aim_has_its_row(target: Target) -> None:
    assert f"\n| {target.says} | {target.bound} |" in read_tables()


def test_the_run_is_named() -> None:
    assert re.search(r"commit `[0-9a-f]{7,}`, \d{4}-\d\d-\d\d, \d+ cores", read_tables())


def test_the_bounds_and_scenes_are_the_code_s() -> None:
    text = DOCUMENT.read_text()
    for bound in (f"{P99_MS:g} ms", f"{CPU:.0%}".replace("%", " %"), f"{LOAD_CPU:.0%}".replace("%", " %")):
        assert bound in text
    for scene in (TENTH, CHURN, EXPORT):
        assert scene in text.lower()


def test_the_plot_is_there() -> None:
    assert PLOT.name in DOCUMENT.read_text()
    assert all(program.name in PLOT.read_text() for program in PROGRAMS)


def test_the_command_line_takes_what_the_document_says() -> None:
    for line in re.findall(r"`python -m tests\.bench ([^`]*)`", DOCUMENT.read_text()):
        assert arguments(line.split())
    assert set(arguments(["--scene", "churn"]).scene) <= set(SCENES)
