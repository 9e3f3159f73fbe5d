"""The real application on a real server, as a process of its own, with a state directory of its own."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.environment import bare_environment
from tests.support.http import Reply, request
from tests.support.process import PYTHON, Process, run
from tests.support.servers import HOST, LISTENING, server_command

DATABASE = "db.sqlite3"
PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Service:
    port: int
    state_dir: Path
    environment: Mapping[str, str]
    process: Process

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    def url(self, path: str) -> str:
        return self.origin + path

    def socket_url(self, path: str = "/ws/chat/") -> str:
        return f"ws://{HOST}:{self.port}{path}"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return request("GET", self.port, path, headers or {})

    def post(self, path: str, headers: Mapping[str, str] | None = None, body: str = "") -> Reply:
        return request("POST", self.port, path, headers or {}, body)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database holds, read beside the application (SQLite only)."""
        with closing(sqlite3.connect(self.state_dir / DATABASE)) as database:
            return database.execute(query, values).fetchall()

    def manage(self, *arguments: str, **variables: str) -> str:
        """The output of a manage.py command on the same state."""
        return run([PYTHON, "manage.py", *arguments], {**self.environment, **variables})

    def add_user(self, name: str) -> None:
        """An administrator whose password is PASSWORD."""
        self.manage(
            "createsuperuser",
            "--noinput",
            f"--username={name}",
            "--email=",
            DJANGO_SUPERUSER_PASSWORD=PASSWORD,
        )


def migrate(state_dir: Path) -> Path:
    """A database with no rows, to be copied."""
    environment = bare_environment(LIVECHAT_STATE_DIR=str(state_dir))
    run([PYTHON, "manage.py", "migrate", "--verbosity=0"], environment)
    return state_dir / DATABASE


@contextmanager
def running_service(
    state_dir: Path, empty_database: Path, *, server: str = "livechat", **variables: str
) -> Iterator[Service]:
    """Listening, on one of SERVERS, when the block begins. After it, the log must hold no traceback."""
    state_dir.mkdir(exist_ok=True)
    shutil.copy(empty_database, state_dir / DATABASE)
    environment = bare_environment(LIVECHAT_STATE_DIR=str(state_dir), **variables)
    with Process(server_command(server), environment) as process:
        port = int(process.wait_for(LISTENING)[1])
        yield Service(port, state_dir, environment, process)
    assert "Traceback" not in process.log, process.log
