"""LIVECHAT_MAX_SESSIONS counts for all workers together, to the last one; a dead one's are freed."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.environment import bare_environment
from tests.support.postgres import Postgres
from tests.support.process import PYTHON, Process

LIMIT = 50
TRIES = 100
WORKERS = 4
FREED_WITHIN_S = 30


class Fleet:
    """Processes of tests.leases.opening_worker on one database."""

    def __init__(self, database_url: str, state_dir: Path, processes: ExitStack) -> None:
        self._variables = bare_environment(
            DATABASE_URL=database_url, LIVECHAT_STATE_DIR=str(state_dir), LIVECHAT_MAX_SESSIONS=str(LIMIT)
        )
        self._processes = processes

    def start(self, tries: int) -> Process:
        command = [PYTHON, "-m", "tests.leases.opening_worker", str(tries)]
        return self._processes.enter_context(Process(command, self._variables))

    def granted(self, tries: int) -> int:
        """Of so many tries of one more worker."""
        return granted(self.start(tries))[0]


def granted(*workers: Process) -> list[int]:
    """How many each is let, where all try at the same time."""
    for worker in workers:
        worker.wait_for("ready")
    for worker in workers:
        worker.signal(signal.SIGUSR1)
    return [int(worker.wait_for(r"granted (\d+)")[1]) for worker in workers]


@pytest.fixture
def fleet(database_url: str, tmp_path: Path) -> Iterator[Fleet]:
    with ExitStack() as processes:
        yield Fleet(database_url, tmp_path, processes)


def full(fleet: Fleet) -> dict[Process, int]:
    """The workers, with how many each was let."""
    workers = [fleet.start(TRIES) for _ in range(WORKERS)]
    return dict(zip(workers, granted(*workers), strict=True))


def kill_one(workers: dict[Process, int]) -> int:
    """The one that holds most, which is returned."""
    killed = max(workers, key=lambda worker: workers[worker])
    killed.signal(signal.SIGKILL)
    killed.wait()
    return workers.pop(killed)


def test_fifty_of_four_hundred_are_granted_and_a_killed_workers_are_freed(
    fleet: Fleet, database_url: str, postgres: Postgres
) -> None:
    workers = full(fleet)
    assert sum(workers.values()) == LIMIT
    held = kill_one(workers)
    assert fleet.granted(1) == 0
    _age_the_silent(postgres, database_url.rpartition("/")[2], sum(map(bool, workers.values())))
    assert fleet.granted(TRIES) == held


@pytest.mark.slow
def test_a_killed_workers_are_freed_in_time(fleet: Fleet) -> None:
    held = kill_one(full(fleet))
    died = time.monotonic()
    freed = 0
    while freed < held and time.monotonic() - died < FREED_WITHIN_S:
        freed += fleet.granted(TRIES)
    assert freed == held
    assert time.monotonic() - died < FREED_WITHIN_S


def _age_the_silent(postgres: Postgres, database: str, living: int) -> None:
    """As if half a minute had passed: those who live and hold one beat again within half a second."""
    aged = "UPDATE chat_worker SET seen_at = seen_at - interval '30 seconds'"
    postgres.execute(aged, database)
    alive = "SELECT count(*) FROM chat_worker WHERE seen_at > statement_timestamp() - interval '2 seconds'"
    deadline = time.monotonic() + 10
    while postgres.execute(alive, database) != [(living,)]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
