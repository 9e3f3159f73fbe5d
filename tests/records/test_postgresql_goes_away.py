"""What was shown is stored once, in order, whatever befalls PostgreSQL; the event loop never waits for it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.records.full import disk_full
from tests.support.environment import bare_environment
from tests.support.postgres import Postgres
from tests.support.process import PYTHON, Process

SHORT_S = 2.0
LONG_S = 30.0
EACH_S = 0.02
GAP_MS = 1_000
"""Of the event loop, on a machine that does much else; `make faults` measures it."""

Fault = Callable[[Postgres, str, float], None]


@pytest.fixture
def writing(database_url: str, tmp_path: Path) -> Iterator[Process]:
    variables = bare_environment(DATABASE_URL=database_url, LIVECHAT_STATE_DIR=str(tmp_path))
    with Process([PYTHON, "-m", "tests.records.writing_worker", str(EACH_S)], variables) as process:
        process.wait_for(r"put 20\.")
        yield process


def restarted(postgres: Postgres, url: str, seconds: float) -> None:
    postgres.restart()


def down(postgres: Postgres, url: str, seconds: float) -> None:
    postgres.stop()
    time.sleep(seconds)
    postgres.start()


def killed(postgres: Postgres, url: str, seconds: float) -> None:
    postgres.kill()
    time.sleep(seconds)
    postgres.start()


def held(postgres: Postgres, url: str, seconds: float) -> None:
    with postgres.held():
        time.sleep(seconds)


def locked(postgres: Postgres, url: str, seconds: float) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SELECT 1 FROM chat_conversation FOR UPDATE")
        time.sleep(seconds)


def full(postgres: Postgres, url: str, seconds: float) -> None:
    with disk_full(postgres, url, "chat_utterance"):
        time.sleep(seconds)


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        pytest.param(restarted, 0.0, id="restarted"),
        pytest.param(down, SHORT_S, id="down"),
        pytest.param(killed, SHORT_S, id="killed"),
        pytest.param(held, SHORT_S, id="held"),
        pytest.param(locked, 2 * SHORT_S, id="locked"),
        pytest.param(full, SHORT_S, id="full"),
        pytest.param(down, LONG_S, id="down for half a minute", marks=pytest.mark.slow),
        pytest.param(held, LONG_S, id="held for half a minute", marks=pytest.mark.slow),
    ],
)
def test_every_line_is_stored_once(
    writing: Process, postgres: Postgres, database_url: str, fault: Fault, seconds: float
) -> None:
    before = _put(writing)
    fault(postgres, database_url, seconds)
    writing.wait_for(rf"put {before + 50}\.")
    writing.stop()
    report: dict[str, Any] = json.loads(writing.lines[-1])
    rows = postgres.execute(
        "SELECT sequence, text FROM chat_utterance ORDER BY sequence", database_url.rpartition("/")[2]
    )
    assert rows == [(number, f"line {number}") for number in range(1, report["put"] + 1)]
    assert (report["finished"], report["acknowledged"]) == (True, report["put"])
    assert report["longest_gap_ms"] < GAP_MS
    assert not [line for line in writing.lines if line.startswith("Notice")]
    assert "line 1" not in "".join(line for line in writing.lines if "WARNING" in line)


def _put(writing: Process) -> int:
    return max(int(line[4:-1]) for line in writing.lines if line.startswith("put "))
