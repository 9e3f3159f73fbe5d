"""Each promise of docs/reliability.md on the production server, small: order, counts and bounds, no times.

The figures come from `make faults`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.figures import Kind
from tests.faults.promise import Promise
from tests.faults.promises import PROMISES
from tests.faults.run import try_promise


@pytest.mark.parametrize("promise", [each for each in PROMISES if each.short], ids=lambda each: each.name)
async def test_it_is_kept(promise: Promise, empty_database: Path) -> None:
    measured = await try_promise(promise, "livechat", empty_database, short=True)
    assert not measured.failure, f"{measured.failure}\n{measured.log}"
    missed = [str(each) for each in measured.figures if not each.kept and each.kind is not Kind.TIME]
    assert missed == [], measured.log
