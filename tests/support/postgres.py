"""A PostgreSQL of the tests' own: started, stopped, killed, held and let go as they like."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests.support.process import Process, run

HOST = "127.0.0.1"
USER = "livechat"
RUNS_AS = ("postgres", "nobody")
"""PostgreSQL refuses to run as root: then it is the first of these that the system knows."""


class Postgres:
    """Listens on a free port, the same after each start. What is committed survives every `kill`."""

    def __init__(self, directory: Path, *settings: str) -> None:
        """`directory` is readable by whoever it runs as; `settings` are such as `max_connections=50`."""
        self.port = free_port()
        self._data = directory / "data"
        self._socket = directory
        self._settings = ["fsync=off", "full_page_writes=off", "log_checkpoints=off", *settings]
        self._process: Process | None = None
        run(
            [
                *_as_user(directory),
                str(_programs() / "initdb"),
                f"--pgdata={self._data}",
                f"--username={USER}",
                "--auth=trust",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ],
            _environment(),
        )

    def url(self, database: str = "postgres") -> str:
        """As DATABASE_URL takes it."""
        return f"postgres://{USER}@{HOST}:{self.port}/{database}"

    @property
    def process(self) -> Process:
        assert self._process is not None, "it does not run"
        return self._process

    @property
    def runs(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        """Returns once it takes connections."""
        options = [f"--{name}" for name in self._settings]
        command = [str(_programs() / "postgres"), "-D", str(self._data), "-p", str(self.port)]
        listening = ["-h", HOST, "-k", str(self._socket)]
        self._process = Process([*_as_user(self._socket), *command, *listening, *options], _environment())
        self._process.wait_for("ready to accept connections")

    def stop(self) -> None:
        """The fast way: connections are cut, nothing is lost."""
        self.process.signal(signal.SIGINT)
        self.process.wait()
        self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def kill(self) -> None:
        """kill -9 of all its processes at once, as by the kernel."""
        family = self._family()
        for number in family:
            _signal(number, signal.SIGKILL)
        self.process.wait()
        self._process = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """It answers nothing meanwhile, and its connections stay open."""
        self.pause()
        try:
            yield
        finally:
            self.resume()

    def pause(self) -> None:
        for number in self._family():
            _signal(number, signal.SIGSTOP)

    def resume(self) -> None:
        for number in self._family():
            _signal(number, signal.SIGCONT)

    def create(self, database: str, template: str = "template0") -> str:
        """A new database, and its URL. Nobody may be connected to the template."""
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """The rows of one statement, in a transaction of its own."""
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=10) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def _family(self) -> list[int]:
        """Its first process and those that it began, which are groups of their own."""
        first = self.process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]


@contextmanager
def running_postgres(*settings: str) -> Iterator[Postgres]:
    """In a directory of its own, which is removed at the end."""
    directory = Path(tempfile.mkdtemp(prefix="livechat-postgres-"))
    if (user := _user()) is not None:
        shutil.chown(directory, user.pw_uid, user.pw_gid)
    server = Postgres(directory, *settings)
    try:
        server.start()
        yield server
    finally:
        if server.runs:
            server.resume()
            server.kill()
        shutil.rmtree(directory, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _programs() -> Path:
    """The newest that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed: tests/system-packages installs it")
    return found[-1]


def _user() -> pwd.struct_passwd | None:
    """None where this is not root."""
    if os.geteuid() != 0:
        return None
    for name in RUNS_AS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise LookupError(f"none of {', '.join(RUNS_AS)} is a user here")


def _as_user(directory: Path) -> list[str]:
    """The beginning of a command that drops root's rights."""
    user = _user()
    if user is None:
        return []
    ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}"]
    return ["setpriv", *ids, "--clear-groups", "env", f"HOME={directory}"]


def _environment() -> dict[str, str]:
    """Messages in English, and nothing that tells PostgreSQL's programs of another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def _signal(number: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, what)
