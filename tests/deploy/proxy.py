"""deploy/proxy as a process of this machine: its own file, with the addresses it has here."""

from __future__ import annotations

import json
import os
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path

from tests.deploy.compose_file import read_compose_file
from tests.deploy.names import Names
from tests.support.postgres import free_port
from tests.support.process import PROJECT_DIR, Process

DIRECTORY = PROJECT_DIR / "deploy" / "proxy"
AUTHORITY = "caddy/pki/authorities/local/root.crt"
ANSWERS_WITHIN_S = 20


@dataclass(frozen=True, slots=True)
class Proxy:
    http_port: int
    https_port: int
    health_port: int
    authority: Path
    """Of its own certificates, to be trusted by clients."""
    process: Process

    def url(self, path: str) -> str:
        return f"https://localhost:{self.https_port}{path}"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Status and body, over TLS that is verified."""
        context = ssl.create_default_context(cafile=self.authority)
        connection = HTTPSConnection("localhost", self.https_port, context=context, timeout=ANSWERS_WITHIN_S)
        with closing(connection):
            connection.request("GET", path, headers=dict(headers or {}))
            response = connection.getresponse()
            return response.status, response.read().decode()


@contextmanager
def running_proxy(directory: Path, names: Names, workers_port: int) -> Iterator[Proxy]:
    """In front of the workers that `names` knows, on this port of each."""
    declared = read_compose_file(PROXY_RESOLVER=names.resolver)["services"]["proxy"]["environment"]
    http_port, https_port, health_port = (free_port() for _ in range(3))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(directory),
        "XDG_DATA_HOME": str(directory),
        "XDG_CONFIG_HOME": str(directory),
        "PROXY_WORKERS_PORT": str(workers_port),
        "PROXY_HTTP_PORT": str(http_port),
        "PROXY_HTTPS_PORT": str(https_port),
        "PROXY_HEALTH_PORT": str(health_port),
        **declared,
    }
    with Process(_command(), environment) as process:
        process.wait_for("certificate obtained successfully")
        yield Proxy(http_port, https_port, health_port, directory / AUTHORITY, process)


def _command() -> list[str]:
    """What the image runs, where the program and its file lie on this machine."""
    [words] = re.findall(r"^CMD (\[.+\])$", (DIRECTORY / "Dockerfile").read_text(), re.MULTILINE)
    here = {"livechat-proxy": "caddy", "/etc/livechat/Caddyfile": str(DIRECTORY / "Caddyfile")}
    return [here.get(word, word) for word in json.loads(words)]
