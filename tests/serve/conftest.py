from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serve.served import Served, served


@pytest.fixture
def server() -> Iterator[Served]:
    """The test's own."""
    with served() as running:
        yield running


@pytest.fixture(scope="module")
def shared_server() -> Iterator[Served]:
    """One for a whole file of tests that don't mind each other."""
    with served() as running:
        yield running
