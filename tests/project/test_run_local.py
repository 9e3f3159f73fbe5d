from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.emulator import Emulator
from tests.support.environment import bare_environment
from tests.support.http import request
from tests.support.process import PYTHON, Process, run
from tests.support.service import DATABASE


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def local(tmp_path: Path, free_port: int) -> Iterator[Process]:
    """On an empty state directory, with an emulator of its own."""
    environment = bare_environment(LIVECHAT_STATE_DIR=str(tmp_path))
    with Process([PYTHON, "manage.py", "run_local", "--port", str(free_port)], environment) as process:
        yield process
    assert "Traceback" not in process.log, process.log


def test_from_nothing_to_an_address_that_answers(local: Process, tmp_path: Path, free_port: int) -> None:
    assert local.wait_for(r"Talk +(\S+)")[1] == f"http://127.0.0.1:{free_port}/"
    assert request("GET", free_port, "/", {}).status == 200
    assert (tmp_path / "emulator.json").exists()
    name, password = local.wait_for(r"user (\S+), password (\S+)").groups()
    kept = tmp_path / "admin-password"
    assert (name, password) == ("admin", kept.read_text().strip())
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_its_emulator_ends_with_it(local: Process, tmp_path: Path, number: signal.Signals) -> None:
    local.wait_for(r"Talk +(\S+)")
    found = re.search(r'"pid": (\d+)', (tmp_path / "emulator.json").read_text())
    assert found is not None
    local.signal(number)
    assert local.wait() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(found[1]), 0)


def test_a_talk_that_a_killed_server_left_is_closed(
    tmp_path: Path, empty_database: Path, free_port: int, emulator: Emulator
) -> None:
    database = Path(shutil.copy(empty_database, tmp_path / DATABASE))
    environment = bare_environment(LIVECHAT_STATE_DIR=str(tmp_path), **emulator.environment)
    with Process([PYTHON, "-m", "tests.leases.opening_worker", "1"], environment) as killed:
        killed.wait_for("ready")
        killed.signal(signal.SIGUSR1)
        killed.wait_for("granted 1")
        killed.signal(signal.SIGKILL)
        killed.wait()
    with closing(sqlite3.connect(database)) as rows:
        rows.execute("UPDATE chat_worker SET seen_at = '2024-05-01 12:00:00'")
        rows.commit()
        with Process([PYTHON, "manage.py", "run_local", "--port", str(free_port)], environment) as process:
            process.wait_for(r"Talk +(\S+)")
            left = rows.execute("SELECT outcome, error_code, ended_at FROM chat_conversation").fetchall()
    assert left == [("failed", "worker_lost", "2024-05-01 12:00:00")]


def test_a_taken_port_says_who_has_it_and_what_to_type(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        command = [PYTHON, "manage.py", "run_local", "--port", str(port)]
        with pytest.raises(AssertionError) as failure:
            run(command, bare_environment(LIVECHAT_STATE_DIR=str(tmp_path)))
    told = str(failure.value)
    assert f"Port {port} is taken by" in told
    assert f"(process {os.getpid()})" in told
    assert f"PORT={port + 1} make run" in told
    assert "Traceback" not in told


def test_an_impossible_port_is_told_in_words(tmp_path: Path) -> None:
    environment = bare_environment(LIVECHAT_STATE_DIR=str(tmp_path))
    for arguments in (["--port", "70000"], ["--host", "host.invalid"]):
        with pytest.raises(AssertionError) as failure:
            run([PYTHON, "manage.py", "run_local", *arguments], environment)
        assert "Nothing can listen" in str(failure.value)
        assert "Traceback" not in str(failure.value)


def test_the_second_start_keeps_the_administrator(tmp_path: Path, free_port: int, emulator: Emulator) -> None:
    environment = bare_environment(LIVECHAT_STATE_DIR=str(tmp_path), **emulator.environment)
    told = set()
    for _ in range(2):
        with Process([PYTHON, "manage.py", "run_local", "--port", str(free_port)], environment) as process:
            told.add(process.wait_for(r"user (\S+), password (\S+)").groups())
    assert len(told) == 1
