"""What a process has used, as the kernel sees it: https://docs.kernel.org/filesystems/proc.html"""

from __future__ import annotations

import os
from pathlib import Path

from tests.support.process import resident_kb

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """Of all its threads, in user and in kernel mode, to a hundredth of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def resident_mb(pid: int) -> float:
    return resident_kb(pid) / 1024
