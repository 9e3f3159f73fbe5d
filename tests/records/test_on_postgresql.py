"""Records and leases are the same on PostgreSQL: their tests run there once more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.environment import bare_environment
from tests.support.postgres import Postgres
from tests.support.process import PYTHON, run

pytestmark = pytest.mark.alone

ON_ITS_OWN = (
    Path(__file__).name,
    "test_postgresql_goes_away.py",
    "test_readiness.py",
    "test_the_limit_is_exact_over_all_workers.py",
    "test_hints.py",
)
"""What runs on PostgreSQL anyway, or knows no database."""


@pytest.mark.parametrize(
    "room", ["tests/leases", pytest.param("tests/records", marks=pytest.mark.slow)], ids=["leases", "records"]
)
def test_all_of_it_passes_on_postgresql(postgres: Postgres, room: str) -> None:
    postgres.drop("all-of-it")
    # Bare: a test that imported the application has named its settings in this process's environment.
    variables = bare_environment(TEST_DATABASE_URL=postgres.create("all-of-it"))
    left_out = [f"--ignore-glob=*/{name}" for name in ON_ITS_OWN]
    command = [PYTHON, "-m", "pytest", "-q", "-m", "not slow", room]
    output = run([*command, *left_out, "-p", "no:cacheprovider"], variables, within_s=300)
    assert " passed" in output
