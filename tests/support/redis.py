"""A Redis of the tests' own: started, stopped, killed, held and let go as they like."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.postgres import HOST, free_port
from tests.support.process import Process


class Redis:
    """Listens on a free port, the same after each start; keeps nothing over a start."""

    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self._directory = directory
        self._process: Process | None = None

    @property
    def url(self) -> str:
        """As REDIS_URL takes it."""
        return f"redis://{HOST}:{self.port}/0"

    @property
    def process(self) -> Process:
        assert self._process is not None, "it does not run"
        return self._process

    @property
    def runs(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        """Returns once it takes connections."""
        options = ["--port", str(self.port), "--bind", HOST, "--save", "", "--appendonly", "no"]
        command = ["redis-server", *options, "--dir", str(self._directory)]
        self._process = Process(command, os.environ)
        self._process.wait_for("Ready to accept connections")

    def stop(self) -> None:
        self.process.stop()
        self._process = None

    def kill(self) -> None:
        self.process.signal(signal.SIGKILL)
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
        self.process.signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.signal(signal.SIGCONT)


@contextmanager
def running_redis() -> Iterator[Redis]:
    """In a directory of its own, which is removed at the end."""
    directory = Path(tempfile.mkdtemp(prefix="livechat-redis-"))
    server = Redis(directory)
    try:
        server.start()
        yield server
    finally:
        if server.runs:
            server.resume()
            server.kill()
        shutil.rmtree(directory, ignore_errors=True)
