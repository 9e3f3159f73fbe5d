"""One promise on one server, from an empty database to the end of all processes."""

from __future__ import annotations

import resource
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from tests.faults.figures import TRACEBACKS, Figure, Measured
from tests.faults.ground import Ground
from tests.faults.promise import Promise

LOG_CHARS = 6000
OPEN_FILES = 20_000


def raise_open_files() -> int:
    """As many as this machine allows, up to OPEN_FILES; returns how many."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed


def _worth_reading(log: str) -> str:
    """What went wrong first, and the end."""
    at = log.find("Traceback")
    return log[-LOG_CHARS:] if at < 0 else f"{log[at : at + LOG_CHARS]}\n...\n{log[-LOG_CHARS:]}"


async def try_promise(promise: Promise, server: str, empty_database: Path, *, short: bool) -> Measured:
    begun = time.monotonic()
    measured = Measured(promise.name, server)
    with tempfile.TemporaryDirectory(prefix="livechat-faults-") as directory:
        async with AsyncExitStack() as stack:
            ground = Ground(server, Path(directory), empty_database, stack, short=short)
            try:
                measured.figures = [*await promise.measure(ground)]
            except Exception as failure:  # noqa: BLE001  # the others are tried all the same
                measured.failure = f"{type(failure).__name__}: {failure}"
        measured.figures = [*measured.figures, Figure(TRACEBACKS, ground.tracebacks(), at_most=0)]
        if not measured.kept:
            measured.log = "\n\n".join(_worth_reading(process.log) for process in ground.processes)
    measured.took_s = time.monotonic() - begun
    return measured
