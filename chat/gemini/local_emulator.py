"""The emulator of this machine: one process for all workers, started by the first that needs it.

In the state directory stand
emulator.json     {port, pid, certificate}, written by a warm emulator, removed when it leaves
emulator.owners   each process that uses the emulator holds a shared lock on it for as long as it lives
emulator.start    held exclusively by whoever starts the emulator
emulator.log      what the emulator said since its start
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import subprocess
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from chat.errors import UpstreamError

PROJECT_DIR = Path(__file__).resolve().parents[2]
POLL_S = 0.05

_owned: dict[Path, TextIO] = {}
"""This process's owner locks, by state directory; the kernel lets go of them when it ends."""
_started: dict[Path, subprocess.Popen[bytes]] = {}
"""The emulators that this process started, by state directory: one may outlive the process, so nobody waits
for it."""


@dataclass(frozen=True, slots=True)
class EmulatorAddress:
    base_url: str
    certificate: str
    """PEM of the authority to trust."""


async def local_emulator(state_dir: Path, start_timeout_s: float = 60) -> EmulatorAddress:
    """Where the emulator is reached, started where none runs. Raises UpstreamError.

    From then on this process is an owner: the emulator stays at least as long as it lives.
    """
    try:
        async with asyncio.timeout(start_timeout_s):
            await _own(state_dir)
            while (address := await _running(state_dir)) is None:
                await _start_unless_started(state_dir)
                await asyncio.sleep(POLL_S)
            return address
    except TimeoutError as error:
        raise _unavailable(state_dir, f"was not ready within {start_timeout_s:g} s") from error


async def _own(state_dir: Path) -> None:
    """Waits while an emulator that takes its leave holds the lock."""
    with ExitStack() as unless_owned:
        file = unless_owned.enter_context(_lock_file(state_dir, "emulator.owners"))
        while not _locked(file, fcntl.LOCK_SH):  # noqa: ASYNC110  # another process tells no event
            await asyncio.sleep(POLL_S)
        if _owned.setdefault(state_dir, file) is file:
            unless_owned.pop_all()


async def _running(state_dir: Path) -> EmulatorAddress | None:
    """The announced emulator, where it is no leftover: its process lives and its port answers."""
    try:
        announced = json.loads((state_dir / "emulator.json").read_bytes())
        port, pid, certificate = announced["port"], announced["pid"], announced["certificate"]
        os.kill(pid, 0)
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return EmulatorAddress(f"https://127.0.0.1:{port}", certificate)


async def _start_unless_started(state_dir: Path) -> None:
    """Starts the emulator and awaits its announcement; returns at once while somebody else does so.

    Whoever began it may have been cancelled since: then the emulator on its way is the one that is awaited.
    """
    with _lock_file(state_dir, "emulator.start") as lock:
        if not _locked(lock, fcntl.LOCK_EX) or await _running(state_dir) is not None:
            return
        emulator = _started.get(state_dir)
        if emulator is None or emulator.poll() is not None:
            emulator = await asyncio.to_thread(_start, state_dir)
        while await _running(state_dir) is None:
            if emulator.poll() is not None:
                raise _unavailable(state_dir, f"ended at its start with status {emulator.returncode}")
            await asyncio.sleep(POLL_S)


def _start(state_dir: Path) -> subprocess.Popen[bytes]:
    """In a session of its own, so that the terminal's Ctrl-C does not reach it before its owners."""
    with (state_dir / "emulator.log").open("wb") as log:
        emulator = subprocess.Popen(  # noqa: S603  # this interpreter, with arguments of our own
            [sys.executable, "-m", "chat.emulator", "--state-dir", str(state_dir.resolve())],
            cwd=PROJECT_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _started[state_dir] = emulator
    return emulator


def _lock_file(state_dir: Path, name: str) -> TextIO:
    state_dir.mkdir(parents=True, exist_ok=True)
    return (state_dir / name).open("a")


def _locked(file: TextIO, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unavailable(state_dir: Path, what: str) -> UpstreamError:
    return UpstreamError(
        "emulator_unavailable",
        f"The built-in emulator {what}. Its log is {state_dir / 'emulator.log'}; try again, or set"
        " GEMINI_API_KEY to talk to Google.",
        retry=True,
    )
