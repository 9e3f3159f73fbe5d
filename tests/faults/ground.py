"""What a promise is tried on: workers of one kind of server, a database, a model's side."""

from __future__ import annotations

import asyncio
import http.client
import json
import random
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from tests.faults.records import Records
from tests.support.emulator import Emulator, running_emulator
from tests.support.environment import bare_environment
from tests.support.postgres import Postgres, running_postgres
from tests.support.process import PYTHON, Process, resident_kb, run
from tests.support.proxy import Proxy, proxy_to
from tests.support.redis import Redis, running_redis
from tests.support.servers import APPLICATION, HOST, LISTENING, server_command
from tests.support.service import DATABASE

T = TypeVar("T")

START_WITHIN_S = 60
POLL_S = 0.05


@dataclass(slots=True)
class Worker:
    process: Process
    port: int
    command: list[str]
    environment: dict[str, str]

    def kill(self) -> None:
        self.process.signal(signal.SIGKILL)
        self.process.wait()

    def resident_kb(self) -> int:
        """Of physical memory."""
        return resident_kb(self.process.pid)

    async def ended(self, within_s: float) -> float | None:
        """Seconds until the process has ended, None where it has not in time."""
        begun = time.monotonic()
        try:
            await asyncio.to_thread(self.process.wait, within_s)
        except subprocess.TimeoutExpired:
            return None
        return time.monotonic() - begun

    def open_files(self) -> int:
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir())

    def threads(self) -> int:
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/task").iterdir())


@dataclass(slots=True)
class Model:
    """The stand-in, as a process of its own."""

    process: Process
    url: str
    ca_file: Path

    @property
    def port(self) -> int:
        port = urlsplit(self.url).port
        assert port is not None
        return port

    async def account(self, path: str = "/account") -> dict[str, Any]:
        """What it has heard; `/afresh` measures delays anew from here on."""
        return await asyncio.to_thread(self._get, path)

    async def until(self, done: Callable[[dict[str, Any]], bool], within_s: float) -> bool:
        """False where its account does not come to be so in time."""
        try:
            async with asyncio.timeout(within_s):
                while not done(await self.account()):  # noqa: ASYNC110  # it is another process
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            return False
        return True

    def _get(self, path: str) -> dict[str, Any]:
        trusted = ssl.create_default_context(cafile=str(self.ca_file))
        with closing(http.client.HTTPSConnection(HOST, self.port, timeout=20, context=trusted)) as connection:
            connection.request("GET", path)
            account: dict[str, Any] = json.loads(connection.getresponse().read())
            return account


class Ground:
    """Everything that is started on it ends with `stack`."""

    def __init__(
        self, server: str, directory: Path, empty_database: Path, stack: AsyncExitStack, *, short: bool
    ) -> None:
        self.server = server
        self.short = short
        self.directory = directory
        self.stack = stack
        self.workers: list[Worker] = []
        self.environment: dict[str, str] = {}
        """Of each worker from here on."""
        self.state_dir = directory / "state"
        self.state_dir.mkdir()
        shutil.copy(empty_database, self.state_dir / DATABASE)
        self.database_url = f"sqlite:///{self.state_dir / DATABASE}"
        self.processes: list[Process] = []
        """All that were started, ended ones too."""
        self._records_url = ""
        self._models = 0

    @property
    def records(self) -> Records:
        """Read beside the workers, whatever stands between them and their database."""
        return Records(self._records_url or self.database_url)

    def size(self, full: int, short: int) -> int:
        """How much of something this run takes."""
        return short if self.short else full

    async def start_model(self, *arguments: str) -> Model:
        """Of the workers that are started after it."""
        self._models += 1
        authority = self.directory / f"model-{self._models}.pem"
        command = [PYTHON, "-m", "tests.faults.stand_in", "--ca-out", str(authority), *arguments]
        process = await self._start(command, bare_environment())
        found = await asyncio.to_thread(process.wait_for, r"stand-in at (https://\S+)", START_WITHIN_S)
        self.environment |= {"LIVECHAT_EMULATOR_URL": found[1], "LIVECHAT_EMULATOR_CA": str(authority)}
        return Model(process, found[1], authority)

    async def start_emulator(self) -> Emulator:
        """A model's side that speaks, of the workers that are started after it."""
        emulator = await self._enter(running_emulator(self.directory))
        self.processes.append(emulator.process)
        self.environment |= emulator.environment
        return emulator

    async def start_postgres(self) -> Postgres:
        """With all tables, in place of SQLite for the workers that are started after it."""
        postgres = await self._enter(running_postgres())
        self.database_url = self._records_url = await asyncio.to_thread(postgres.create, "livechat")
        environment = bare_environment(DATABASE_URL=self.database_url, LIVECHAT_STATE_DIR=str(self.state_dir))
        await asyncio.to_thread(run, [PYTHON, "manage.py", "migrate", "--verbosity=0"], environment)
        return postgres

    async def start_records(self) -> None:
        """PostgreSQL; the short form is content with SQLite, which starts in no time."""
        if not self.short:
            await self.start_postgres()

    async def start_redis(self) -> Redis:
        """For the workers that are started after it."""
        redis = await self._enter(running_redis())
        self.environment["REDIS_URL"] = redis.url
        return redis

    async def proxy_database(self, port: int) -> Proxy:
        """Between PostgreSQL at `port` and the workers that are started after it."""
        proxy = await self.stack.enter_async_context(proxy_to(port))
        self.database_url = self.database_url.replace(f":{port}/", f":{proxy.port}/")
        return proxy

    async def start_worker(self, application: str = APPLICATION, **variables: str) -> Worker:
        usual = {
            "LIVECHAT_STATE_DIR": str(self.state_dir),
            "DATABASE_URL": self.database_url,
            "LIVECHAT_MAX_SESSIONS": "5000",
            "SECRET_KEY": "the same for all workers of a test",
        }
        environment = bare_environment(**usual | self.environment | variables)
        command = server_command(self.server, application)
        process = await self._start(command, environment)
        found = await asyncio.to_thread(process.wait_for, LISTENING, START_WITHIN_S)
        worker = Worker(process, int(found[1]), command, environment)
        self.workers.append(worker)
        return worker

    async def start_workers(self, count: int, **variables: str) -> list[Worker]:
        return list(await asyncio.gather(*(self.start_worker(**variables) for _ in range(count))))

    def as_gemini(self, model: Model) -> None:
        """Workers that are started after it reach the model as they would the real service: by a key."""
        self.environment = {
            "GEMINI_API_KEY": "good-key",
            "LIVECHAT_BASE_URL": model.url,
            "LIVECHAT_CA": str(model.ca_file),
            "LIVECHAT_GUESTS": "1",
        }

    def door(self) -> int:
        """The port of a worker, any one, as a proxy in front of them would choose."""
        return random.choice(self.workers).port if self.workers else 1  # noqa: S311

    def retire(self, worker: Worker) -> None:
        """No more callers for it."""
        self.workers.remove(worker)

    def tracebacks(self) -> int:
        """In all that was written by what was started."""
        return sum(line.startswith("Traceback") for process in self.processes for line in process.lines)

    async def _enter(self, context: AbstractContextManager[T]) -> T:
        """What blocks while it starts or ends does so beside the loop."""
        entered = await asyncio.to_thread(context.__enter__)
        self.stack.push_async_callback(asyncio.to_thread, context.__exit__, None, None, None)
        return entered

    async def _start(self, command: list[str], environment: dict[str, str]) -> Process:
        process = await asyncio.to_thread(Process, command, environment)
        self.processes.append(process)
        self.stack.push_async_callback(asyncio.to_thread, _end, process)
        return process


def _end(process: Process) -> None:
    """However it can be ended: that a server does not stop in time is for its own promise to tell."""
    try:
        process.stop()
    except AssertionError:
        return
