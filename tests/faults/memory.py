"""How much more memory a process takes at its worst, as the kernel sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.ground import Worker

FORGET_THE_PEAK = "5"
"""https://docs.kernel.org/filesystems/proc.html, clear_refs"""


@dataclass(slots=True)
class Growth:
    mb: float = 0.0


@contextmanager
def growth_mb(worker: Worker) -> Iterator[Growth]:
    """The peak within the block above what there was at its beginning."""
    process = Path(f"/proc/{worker.process.pid}")
    before = worker.resident_kb()
    (process / "clear_refs").write_text(FORGET_THE_PEAK)
    growth = Growth()
    yield growth
    match = re.search(r"^VmHWM:\s+(\d+) kB", (process / "status").read_text(), re.MULTILINE)
    assert match
    growth.mb = max(0, int(match[1]) - before) / 1024
