"""docs/reliability.md has a row for each promise, in its own words, and says of which run its figures are."""

from __future__ import annotations

import re

from tests.faults.document import DOCUMENT, read_table
from tests.faults.promise import EVERY_SERVER
from tests.faults.promises import PROMISES


def test_each_promise_has_its_row() -> None:
    rows = [row[:3] for row in read_table()]
    assert rows == [(each.says, each.tried, each.target) for each in PROMISES]


def test_what_is_not_tried_on_a_server_has_no_figure() -> None:
    for promise, row in zip(PROMISES, read_table(), strict=True):
        told = {server for server, cell in zip(EVERY_SERVER, row[3:], strict=True) if cell}
        assert told == set(promise.servers)


def test_the_run_is_named() -> None:
    text = DOCUMENT.read_text()
    assert re.search(r"commit `[0-9a-f]{7,}`, \d{4}-\d\d-\d\d, \d+ cores", text)
