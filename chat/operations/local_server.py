"""The server in this process, which tells when it listens."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any

from livechat.serve import APPLICATION, CommandLine
from livechat.serving.server import Server

QUIET = ("daphne", "livechat.serving")


class LocalCommandLine(CommandLine):
    """Calls `listening` once its port takes connections and its signal handlers stand."""

    def __init__(self, listening: Callable[[], None]) -> None:
        super().__init__()
        self._listening = listening

    def server_class(self, **options: Any) -> Server:
        return super().server_class(**options, ready_callable=self._listening)


def serve(host: str, port: int, listening: Callable[[], None]) -> None:
    """Returns after SIGINT or SIGTERM; raises SystemExit where it can't listen."""
    # Setting Django up configures the logging, so the levels are set after it.
    import_module(APPLICATION)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    LocalCommandLine(listening).run(["--verbosity", "0", "--bind", host, "--port", str(port)])
