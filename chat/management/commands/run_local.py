"""`manage.py run_local`: everything on this machine, from an empty checkout to an address that answers."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import sys
import time
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import Truncator

from chat.errors import UpstreamError
from chat.gemini.local_emulator import local_emulator
from chat.leases.heart import heart
from chat.operations.local_server import serve
from chat.operations.ports import PortTaken, require_free_port
from chat.people.administrator import Administrator, local_administrator

ENDPOINT_NAMES = {
    "gemini": "the Gemini API: what you say goes to Google, and is billed to your key",
    "vertex": "Vertex AI: what you say goes to Google, and is billed to your project",
    "emulator": "the built-in emulator: nothing leaves this machine",
}

EMULATOR_ENDS_WITHIN_S = 5
HOLDER_CHARS = 100
POLL_S = 0.02


class Command(BaseCommand):
    help = "Prepares the database, an administrator and the emulator, then serves until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="(%(default)s)")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        _require_port(host, port)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("sweep", stdout=io.StringIO())
        heart.stay()
        administrator = local_administrator(settings.LIVECHAT_STATE_DIR)
        try:
            self._warm_emulator()
            serve(host, port, lambda: self._announce(host, port, administrator))
        except KeyboardInterrupt:
            pass
        finally:
            _end_emulator(settings.LIVECHAT_STATE_DIR)

    def _warm_emulator(self) -> None:
        if settings.LIVECHAT_ENDPOINT != "emulator" or settings.LIVECHAT_EMULATOR_URL:
            return
        self._say("Waking the emulator: it loads what it hears and speaks with.")
        try:
            asyncio.run(local_emulator(settings.LIVECHAT_STATE_DIR))
        except UpstreamError as problem:
            raise CommandError(problem.message) from problem

    def _announce(self, host: str, port: int, administrator: Administrator) -> None:
        address = f"http://{_reachable(host)}:{port}/"
        secret = administrator.password or "the one you set"
        self._say(
            f"\n  Talk     {address}\n"
            f"  Records  {address}admin/   user {administrator.name}, password {secret}\n\n"
            f"Answers come from {ENDPOINT_NAMES[settings.LIVECHAT_ENDPOINT]}.\n"
            "Ctrl-C ends it."
        )

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _require_port(host: str, port: int) -> None:
    try:
        require_free_port(host, port)
    except PortTaken as taken:
        words = " ".join(taken.holder.split())
        holder = f" by {Truncator(words).chars(HOLDER_CHARS)}" if words else ""
        raise CommandError(
            f"Port {port} is taken{holder}. End that, or take another: PORT={port + 1} make run"
        ) from None
    except (OSError, OverflowError) as problem:
        raise CommandError(f"Nothing can listen on {host} port {port}: {str(problem).rstrip('.')}.") from None


def _reachable(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  # shown, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _end_emulator(state_dir: Path) -> None:
    """Ends the emulator where it is this process's child: one that others started goes when they do."""
    with suppress(OSError, ValueError, KeyError):
        emulator = json.loads((state_dir / "emulator.json").read_bytes())["pid"]
        # Raises ChildProcessError where it is not, or no more.
        os.waitpid(emulator, os.WNOHANG)
        os.kill(emulator, signal.SIGTERM)
        deadline = time.monotonic() + EMULATOR_ENDS_WITHIN_S
        while time.monotonic() < deadline:
            if os.waitpid(emulator, os.WNOHANG) != (0, 0):
                return
            # waitpid takes no time limit.
            time.sleep(POLL_S)
        os.kill(emulator, signal.SIGKILL)
        os.waitpid(emulator, 0)
