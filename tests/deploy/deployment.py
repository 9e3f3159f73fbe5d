"""The services of docker-compose.yml as processes of this machine, each told the addresses it has here."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.deploy.compose_file import read_compose_file
from tests.deploy.names import Names, running_names
from tests.deploy.prepared import prepare
from tests.deploy.proxy import Proxy, running_proxy
from tests.support.connections import connections_to
from tests.support.environment import bare_environment
from tests.support.postgres import HOST, Postgres, free_port, running_postgres
from tests.support.process import PYTHON, Process, run

DATABASE = "livechat"
FIRST, SECOND = "127.0.0.2", "127.0.0.3"
"""Each container has an address of its own, and the same port."""


class Deployment:
    """Prepared, with nothing running yet. `places` says what stands here for what a container sees."""

    def __init__(self, directory: Path, postgres: Postgres, **variables: str) -> None:
        prepare(directory)
        self.postgres = postgres
        self.directory = directory
        self.worker_port = free_port()
        self.workers: dict[str, Process] = {}
        self._started: list[Process] = []
        self._redis_port = free_port()
        self._services = read_compose_file(**variables)["services"]
        self._places = {
            "/run/secrets": str(directory / "secrets"),
            "/var/lib/livechat/authority": str(directory),
            "/tmp/livechat": str(directory / "state"),  # noqa: S108  # a container's, not ours
            "redis:6379": f"{HOST}:{self._redis_port}",
        }
        self._give_database()

    @property
    def password(self) -> str:
        """The first administrator's."""
        return (self.directory / "secrets" / "administrator-password").read_text()

    def environment(self, service: str) -> dict[str, str]:
        """The service's own, as the file has it."""
        declared: Mapping[str, str] = self._services[service]["environment"]
        return bare_environment(**{name: self._here(value) for name, value in declared.items()})

    def run_once(self, service: str) -> str:
        """What it says until its end. Raises AssertionError where it fails."""
        return run(self._command(service), self.environment(service))

    @contextmanager
    def redis(self) -> Iterator[None]:
        directory = self.directory / "redis"
        directory.mkdir()
        listening = ["--port", str(self._redis_port), "--bind", HOST, "--dir", str(directory)]
        with Process([*self._command("redis"), *listening], bare_environment()) as process:
            process.wait_for("Ready to accept connections")
            yield

    @contextmanager
    def emulator(self) -> Iterator[None]:
        command = self._command("emulator", {"emulator": HOST, "9443": "0"})
        with Process(command, self.environment("emulator")) as process:
            port = process.wait_for(r"emulator at https://\S+:(\d+)")[1]
            self._places["emulator:9443"] = f"{HOST}:{port}"
            yield

    def start_worker(self, address: str) -> None:
        here = {"0.0.0.0": address, "8000": str(self.worker_port)}  # noqa: S104  # in the file, not here
        process = Process(self._command("web", here), self.environment("web"))
        self.workers[address] = process
        self._started.append(process)
        process.wait_for("Listening on TCP address")

    def kill_worker(self, address: str) -> None:
        process = self.workers.pop(address)
        process.signal(signal.SIGKILL)
        process.wait()

    def drain_worker(self, address: str) -> int:
        """Its exit status, once SIGTERM has ended it."""
        process = self.workers.pop(address)
        process.signal(signal.SIGTERM)
        return process.wait()

    def stop_workers(self) -> None:
        """Raises AssertionError where one of them ever wrote a traceback."""
        for process in self.workers.values():
            process.stop()
        for process in self._started:
            assert "Traceback" not in process.log, process.log

    def talking(self) -> str:
        """The address of the one worker that has an open WebSocket."""
        [busy] = [each for each in self.workers if connections_to(self.worker_port, each)]
        return busy

    def _give_database(self) -> None:
        file = self.directory / "secrets" / "database-url"
        self.postgres.create(DATABASE)
        url = file.read_text().replace("postgres:5432", f"{HOST}:{self.postgres.port}")
        file.unlink()
        file.write_text(url)

    def _here(self, text: str) -> str:
        for there, here in self._places.items():
            text = text.replace(there, here)
        return text

    def _command(self, service: str, words: Mapping[str, str] | None = None) -> list[str]:
        here = {"python": PYTHON, **(words or {})}
        declared: list[Any] = self._services[service]["command"]
        return [here.get(word, self._here(word)) for word in declared]


@contextmanager
def running_deployment(directory: Path, **variables: str) -> Iterator[tuple[Deployment, Proxy]]:
    """All of it up, in the order of the file's `depends_on`; two workers."""
    with ExitStack() as stack:
        deployment = Deployment(directory, stack.enter_context(running_postgres()), **variables)
        stack.enter_context(deployment.redis())
        deployment.run_once("migrate")
        deployment.run_once("administrator")
        stack.enter_context(deployment.emulator())
        stack.callback(deployment.stop_workers)
        names: Names = stack.enter_context(running_names())
        for address in (FIRST, SECOND):
            deployment.start_worker(address)
            names.addresses.append(address)
        proxy_directory = directory / "proxy"
        proxy_directory.mkdir()
        yield deployment, stack.enter_context(running_proxy(proxy_directory, names, deployment.worker_port))
