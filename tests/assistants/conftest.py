"""A service with a text-only emulator that writes down what it receives, and the rows of its assistants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assistants.recorded import RecordedService
from tests.support.emulator import running_emulator
from tests.support.service import running_service


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[RecordedService]:
    directory = tmp_path_factory.mktemp("recorded")
    record = directory / "record.jsonl"
    with (
        running_emulator(directory, "--text-only", "--record", str(record)) as emulator,
        running_service(directory / "state", empty_database, **emulator.environment) as service,
    ):
        yield RecordedService(service, record)
