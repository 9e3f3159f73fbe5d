"""Each program relays for a second between the two ends of the load, which miss no frame of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench.archive import UTTERANCES
from tests.bench.bench import ALONE, CHURN, TENTH, Bench
from tests.bench.database import Database, fill, new_database
from tests.bench.programs import BY_NAME, PROGRAMS, Program
from tests.bench.run import TALKING, Run, measure
from tests.bench.stage import staged
from tests.support.process import PYTHON

SESSIONS = 3
CHUNKS_PER_S = 25
SECONDS = 2.0
"""After as long a warming up one of them at least is being answered."""


@dataclass(frozen=True, slots=True)
class FaultyProgram(Program):
    def command(self, upstream: Sequence[str]) -> list[str]:
        return [PYTHON, "-m", "tests.bench.faulty_relay", *upstream]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return new_database(tmp_path_factory.mktemp("bench"))


def _run(program: Program, directory: Path, database: Database) -> Run:
    with staged(program, directory, database) as stage:
        stage.grow(SESSIONS)
        return measure(program.name, stage, SESSIONS, SECONDS)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_it_relays_every_frame_once(program: Program, tmp_path: Path, database: Database) -> None:
    run = _run(program, tmp_path, database)
    assert (run.lost, run.doubled, run.errors) == (0, 0, {})
    up = SESSIONS * CHUNKS_PER_S * SECONDS
    assert run.messages > up, "nothing came down"
    assert run.cpu_us_per_message > 0
    assert run.connect_p50_ms > 0
    assert run.rss_mb > 1


def test_what_is_lost_and_what_is_doubled_is_seen(tmp_path: Path, database: Database) -> None:
    run = _run(FaultyProgram("faulty", "", "gemini"), tmp_path, database)
    assert run.lost > 0
    assert run.doubled > 0


def test_an_archive_is_filled(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    fill(database, 30)
    with closing(sqlite3.connect(database.file)) as connection:
        [conversations] = connection.execute("SELECT count(*) FROM chat_conversation").fetchone()
        [utterances] = connection.execute("SELECT count(*) FROM chat_utterance").fetchone()
    assert (conversations, utterances) == (30, 30 * UTTERANCES)


def test_the_scenes_are_kept_apart(tmp_path: Path) -> None:
    told: list[Run] = []
    bench = Bench([BY_NAME["floor"]], tmp_path, told.append, 1, 1.0, [SESSIONS])
    bench.talking()
    bench.programs = [BY_NAME["livechat"]]
    bench.churn()
    assert [run.scene for run in told] == [ALONE, TALKING, CHURN]
    assert bench.results.runs == told
    assert all(run.messages for run in told)


@pytest.mark.slow
def test_a_tenth_of_the_traffic_tells_the_memory(tmp_path: Path) -> None:
    """Slow: a session is connected once it is its turn to talk, which is once a minute."""
    told: list[Run] = []
    bench = Bench([BY_NAME["floor"]], tmp_path, told.append, 1, 1.0, [SESSIONS])
    bench.tenth()
    assert [run.scene for run in told] == [TENTH]
    assert told[0].messages
    assert bench.results.sdk_connection_mb is not None
