"""Daphne in this process, which tells when it listens."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from daphne.cli import CommandLineInterface
from daphne.server import Server
from twisted.internet import reactor

APPLICATION = "livechat.asgi:application"


class AnnouncingServer(Server):  # type: ignore[misc]  # daphne has no types
    """Calls `listening` once its port takes connections and its signal handlers stand."""

    def __init__(self, *args: Any, listening: Callable[[], None], **options: Any) -> None:
        super().__init__(*args, **options)
        self._listening = listening

    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        reactor.callWhenRunning(self._listening)


def serve(host: str, port: int, listening: Callable[[], None]) -> None:
    """Returns after SIGINT or SIGTERM; raises SystemExit where it can't listen."""
    # Setting Django up configures the logging, so the level is set after it.
    import_module("livechat.asgi")
    logging.getLogger("daphne").setLevel(logging.WARNING)
    daphne = CommandLineInterface()
    daphne.server_class = partial(AnnouncingServer, listening=listening)
    daphne.run(["--verbosity", "0", "--bind", host, "--port", str(port), APPLICATION])
