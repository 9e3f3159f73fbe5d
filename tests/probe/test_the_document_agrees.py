"""docs/probe.md names each point and its time limit, and README leads there."""

from __future__ import annotations

import pytest

from chat.gemini.connection import CLOSE_WITHIN_S
from chat.probe.checklist import LIMIT_S, POINTS, Point, State
from tests.support.process import PROJECT_DIR

DOCUMENT = (PROJECT_DIR / "docs" / "probe.md").read_text()


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.title)
def test_each_point_is_explained(point: Point) -> None:
    explained = [line for line in DOCUMENT.splitlines() if line.startswith("|")]
    assert [line for line in explained if point.title in line.split("|")[1]]


@pytest.mark.parametrize("state", State)
def test_each_state_is_explained(state: State) -> None:
    assert f"`{state}`" in DOCUMENT


def test_no_point_takes_longer_than_it_says() -> None:
    assert "no point takes longer than 45 s" in DOCUMENT
    assert LIMIT_S + CLOSE_WITHIN_S <= 45


def test_the_readme_leads_to_it() -> None:
    readme = (PROJECT_DIR / "README.md").read_text()
    assert "docs/probe.md" in readme.partition("## Two commands")[0]
