"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.emulator import Emulator, running_emulator
from tests.support.service import Service, migrate, running_service

StartService = Callable[..., Service]


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A warm emulator that hears and speaks, shared by all tests of this process."""
    with running_emulator(tmp_path_factory.mktemp("emulator")) as running:
        yield running


@pytest.fixture(scope="session")
def tone_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """An emulator whose answers are a pure tone, for measurements."""
    with running_emulator(tmp_path_factory.mktemp("tone"), "--scenario", "tone") as running:
        yield running


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All tables and no rows."""
    return migrate(tmp_path_factory.mktemp("database"))


@pytest.fixture
def start_service(tmp_path: Path, empty_database: Path) -> Iterator[StartService]:
    """Starts a service with the given environment variables; the test's end stops it.

    With no emulator among the variables it would start its own, at the first conversation.
    """
    with ExitStack() as services:
        count = 0

        def start(**variables: str) -> Service:
            nonlocal count
            count += 1
            service = running_service(tmp_path / f"state-{count}", empty_database, **variables)
            return services.enter_context(service)

        yield start


@pytest.fixture
def service(request: pytest.FixtureRequest, start_service: StartService, emulator: Emulator) -> Service:
    """The test's own service, with the shared emulator; `service_environment` adds variables."""
    marker = request.node.get_closest_marker("service_environment")
    return start_service(**emulator.environment, **(marker.kwargs if marker else {}))


@pytest.fixture(scope="module")
def module_service(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, emulator: Emulator
) -> Iterator[Service]:
    """One service for a whole file of tests that don't mind each other's rows."""
    state_dir = tmp_path_factory.mktemp("service")
    with running_service(state_dir, empty_database, **emulator.environment) as running:
        yield running
