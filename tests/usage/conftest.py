from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.usage.biller import Biller, running_biller


@pytest.fixture
def biller(tmp_path: Path) -> Iterator[Biller]:
    with running_biller(tmp_path) as biller:
        yield biller
