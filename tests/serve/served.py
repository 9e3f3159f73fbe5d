"""The test application on the production server, as a process of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import websockets
from websockets.asyncio.client import connect

from tests.support.environment import bare_environment
from tests.support.http import Reply, request
from tests.support.process import Process
from tests.support.servers import LISTENING, server_command

APPLICATION = "tests.serve.application:application"
MB = 1024 * 1024
GROWTH_BYTES = 2 * MB
"""What a client may cost that doesn't behave."""


@dataclass(frozen=True, slots=True)
class Served:
    port: int
    process: Process

    def connect(self, path: str, **options: Any) -> connect:
        url = f"ws://127.0.0.1:{self.port}{path}"
        return websockets.connect(url, proxy=None, compression=None, max_size=None, **options)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return request("GET", self.port, path, headers or {})

    def count(self, name: str) -> int:
        """What the application has counted."""
        return int(self.get("/counts").json()[name])

    def peak_bytes(self) -> int:
        """The most memory that the process has had so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) * 1024

    def told(self, event: str) -> int:
        """How often the application has told it."""
        return self.process.lines.count(event)


@contextmanager
def served(*options: str, application: str = APPLICATION) -> Iterator[Served]:
    """Listening when the block begins, ended after it."""
    with Process([*server_command("livechat", application), *options], bare_environment()) as process:
        yield Served(int(process.wait_for(LISTENING)[1]), process)
