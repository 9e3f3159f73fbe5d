"""What every test may ask for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.emulator import Emulator, running_emulator
from tests.support.environment import bare_environment
from tests.support.postgres import Postgres, running_postgres
from tests.support.process import PYTHON, run
from tests.support.redis import Redis, running_redis
from tests.support.service import Service, migrate, running_service

StartService = Callable[..., Service]

# How long an example takes tells of the machine, not of the code.
settings.register_profile("livechat", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("livechat")


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
    """One service for a whole file of tests that don't mind each other's rows, nor wait for who has left."""
    state_dir = tmp_path_factory.mktemp("service")
    with running_service(
        state_dir, empty_database, **emulator.environment, LIVECHAT_RESUME_WITHIN_S="1"
    ) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """Holds the database `empty`, with all tables and no rows."""
    with running_postgres() as server:
        variables = bare_environment(
            LIVECHAT_STATE_DIR=str(tmp_path_factory.mktemp("postgres")), DATABASE_URL=server.create("empty")
        )
        run([PYTHON, "manage.py", "migrate", "--verbosity=0"], variables)
        yield server


@pytest.fixture
def postgres(postgres_server: Postgres) -> Iterator[Postgres]:
    """Runs when the test begins; the test may do with it what it likes."""
    yield postgres_server
    if postgres_server.runs:
        postgres_server.resume()
    else:
        postgres_server.start()


@pytest.fixture
def database_url(postgres: Postgres) -> Iterator[str]:
    """A PostgreSQL database of the test's own, with all tables and no rows."""
    name = f"test-{next(_databases)}"
    yield postgres.create(name, template="empty")
    if not postgres.runs:
        postgres.start()
    postgres.resume()
    postgres.drop(name)


_databases = count(1)


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[Redis]:
    with running_redis() as server:
        yield server


@pytest.fixture
def redis(_redis_server: Redis) -> Iterator[Redis]:
    """Runs when the test begins; the test may do with it what it likes."""
    yield _redis_server
    if _redis_server.runs:
        _redis_server.resume()
    else:
        _redis_server.start()


@pytest.fixture(autouse=True)
def heart_rests() -> Iterator[None]:
    """What runs in the test's own process looks into no other test's tables."""
    yield
    if (module := sys.modules.get("chat.leases.heart")) is not None:
        module.heart.stop()
