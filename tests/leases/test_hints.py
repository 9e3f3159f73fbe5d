"""A hint reaches another process at once; a Redis that is away is waited for by nobody, and comes back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from chat.leases import hints
from chat.leases.worker import worker_id
from tests.support.environment import bare_environment
from tests.support.process import Process
from tests.support.redis import Redis

Start = Callable[..., Process]


@pytest.fixture
def start(redis: Redis, tmp_path: Path) -> Iterator[Start]:
    variables = bare_environment(LIVECHAT_STATE_DIR=str(tmp_path), REDIS_URL=redis.url)
    with ExitStack() as processes:

        def start(*hinted: str) -> Process:
            command = [sys.executable, "-m", "tests.leases.hinting_worker", *hinted]
            return processes.enter_context(Process(command, variables))

        yield start


def hinted_by_another(start: Start) -> tuple[Process, Process]:
    listener = start()
    sender = start(listener.wait_for(r"worker (\w+)")[1])
    listener.wait_for("woken")
    return listener, sender


def woken_again(listener: Process) -> None:
    """After what has been written so far."""
    wakes = sum(line.startswith("woken") for line in listener.lines)
    listener.wait_for(rf"woken {wakes + 2}\.", within_s=15)


@pytest.mark.parametrize("way", ["killed", "held"])
def test_hints_come_again_after_redis_was_away(start: Start, redis: Redis, way: str) -> None:
    listener, sender = hinted_by_another(start)
    if way == "killed":
        redis.kill()
        sender.wait_for("no hint went through")
        redis.start()
    else:
        with redis.held():
            sender.wait_for("no hint went through")
    woken_again(listener)
    assert "late" not in sender.lines
    for process in (listener, sender):
        assert "Traceback" not in process.log


def test_a_process_hints_itself_without_redis() -> None:
    woken: list[None] = []
    hints.listen(lambda: woken.append(None))
    hints.hint("another")
    assert woken == []
    hints.hint(worker_id())
    assert woken == [None]
