"""Everything that one program is measured with, pinned: a model's side, the program, its browsers."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.bench.control import HOST
from tests.bench.database import Database
from tests.bench.programs import DIRECT, Program
from tests.support.environment import bare_environment
from tests.support.process import PYTHON, Process
from tests.support.servers import LISTENING
from tests.support.service import DATABASE

CONTROL = r"control at (\d+)"
MODEL = r"model at (https://\S+:(\d+))"
SETTLED_WITHIN_S = 60
POLL_S = 0.05
AT_A_TIME = 10
"""Sessions: more at once would wait for each other, some of them in vain."""


@dataclass(frozen=True, slots=True)
class Cores:
    """Which processor the program has for itself, and which the load."""

    program: int
    load: int

    @classmethod
    def of_this_machine(cls) -> Cores:
        """The same one twice where there is no other."""
        cores = sorted(os.sched_getaffinity(0))
        return cls(cores[0], cores[-1])

    @property
    def shared(self) -> bool:
        return self.program == self.load


@dataclass(frozen=True, slots=True)
class Load:
    """One end of it."""

    process: Process
    control: int

    def ask(self, path: str, **numbers: int) -> dict[str, Any]:
        query = "&".join(f"{name}={value}" for name, value in numbers.items())
        with closing(HTTPConnection(HOST, self.control, timeout=60)) as connection:
            connection.request("GET", f"{path}?{query}")
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
            return answer


@dataclass(frozen=True, slots=True)
class Stage:
    program: Process
    model: Load
    browsers: Load
    environment: dict[str, str]
    """Of the program."""
    upstream: list[str]
    """What tells a program of the model: `--upstream` and `--ca`."""

    def grow(self, sessions: int) -> None:
        """Some at a time; returns once the model hears them all. Raises AssertionError where it does not."""
        begun = int(self.model.ask("/afresh")["open"])
        for reached in [*range(begun + AT_A_TIME, sessions, AT_A_TIME), sessions]:
            self.browsers.ask("/grow", sessions=reached)
            self._until_open(reached)

    def _open(self) -> int:
        return int(self.model.ask("/standing")["open"])

    def _until_open(self, sessions: int) -> None:
        deadline = time.monotonic() + SETTLED_WITHIN_S
        while (there := self._open()) < sessions:
            if time.monotonic() > deadline:
                refused = self.browsers.ask("/standing")["errors"]
                raise AssertionError(f"{there} of {sessions} are there, {refused}:\n{self.program.log}")
            time.sleep(POLL_S)


@contextmanager
def staged(program: Program, directory: Path, database: Database, *, share: float = 1.0) -> Iterator[Stage]:
    """With no session yet. `share`: of its time that each session talks."""
    cores = Cores.of_this_machine()
    state_dir = directory / "state"
    state_dir.mkdir()
    shutil.copy(database.file, state_dir / DATABASE)
    authority = directory / "model.pem"
    with ExitStack() as stack:
        model = _load(stack, cores, "model", "--ca-out", str(authority))
        url, port = model.process.wait_for(MODEL).groups()
        upstream = ["--upstream", url, "--ca", str(authority)]
        arguments = ["--wire", program.wire, "--share", str(share)]
        environment = bare_environment(
            LIVECHAT_STATE_DIR=str(state_dir),
            LIVECHAT_MAX_SESSIONS="10000",
            GEMINI_API_KEY="good-key",
            LIVECHAT_BASE_URL=url,
            LIVECHAT_CA=str(authority),
        )
        if program == DIRECT:
            process = model.process
            arguments += ["--port", port, "--ca", str(authority)]
        else:
            command = [*_pinned(cores.program), *program.command(upstream)]
            process = stack.enter_context(Process(command, environment))
            arguments += ["--port", process.wait_for(LISTENING)[1]]
        if program.server:
            arguments += ["--token", database.token]
        browsers = _load(stack, cores, "browsers", *arguments)
        yield Stage(process, model, browsers, environment, upstream)


def _load(stack: ExitStack, cores: Cores, name: str, *arguments: str) -> Load:
    command = [*_pinned(cores.load), PYTHON, "-m", f"tests.bench.{name}", *arguments]
    process = stack.enter_context(Process(command, bare_environment()))
    return Load(process, int(process.wait_for(CONTROL)[1]))


def _pinned(core: int) -> list[str]:
    """`taskset` becomes what it starts: the process is the program's own."""
    return ["taskset", "--cpu-list", str(core)]
