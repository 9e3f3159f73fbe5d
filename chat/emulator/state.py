"""The directory in which an emulator and its owners meet.

emulator.json     where the emulator is reached, while it is
emulator.owners   each owner holds a shared lock on it; once none does for a while, the emulator leaves
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLLS = 10
"""Looks at the owners' lock within the grace."""


@contextmanager
def announced(state_dir: Path, port: int, certificate: str) -> Iterator[None]:
    """emulator.json stands while the block runs. It appears whole, or not at all."""
    file, draft = state_dir / "emulator.json", state_dir / f"emulator.json.{os.getpid()}"
    draft.write_text(json.dumps({"port": port, "pid": os.getpid(), "certificate": certificate}))
    draft.replace(file)
    try:
        yield
    finally:
        if _pid_in(file) == os.getpid():
            file.unlink()


def _pid_in(file: Path) -> int | None:
    try:
        pid = json.loads(file.read_bytes())["pid"]
    except (OSError, ValueError, KeyError):
        return None
    return pid if isinstance(pid, int) else None


class Owners:
    """The owners' lock, seen from the emulator."""

    def __init__(self, state_dir: Path) -> None:
        self._file = (state_dir / "emulator.owners").open("a")

    def close(self) -> None:
        self._file.close()

    async def all_gone(self, grace_s: float) -> None:
        """Returns when there was no owner for `grace_s`, with the lock held until `close`.

        A new owner waits for it, and so can't take an emulator that is leaving for a running one.
        """
        alone = 0
        while True:
            alone = alone + 1 if self._lock() else 0
            if alone > POLLS:
                return
            if alone:
                fcntl.flock(self._file, fcntl.LOCK_UN)
            await asyncio.sleep(grace_s / POLLS)

    def _lock(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
