"""Who is connected to a port, as the kernel sees it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from socket import inet_aton

ESTABLISHED = "01"


def connections_to(port: int, host: str = "127.0.0.1") -> int:
    """Established TCP connections whose far end is this port of this loopback address."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    columns = (line.split() for line in lines)
    far_end = f"{int.from_bytes(inet_aton(host), sys.byteorder):08X}:{port:04X}"
    return sum(1 for _, _, remote, state, *_ in columns if state == ESTABLISHED and remote == far_end)


async def becomes_true(condition: Callable[[], bool], within_s: float) -> None:
    """Raises TimeoutError where it does not."""
    async with asyncio.timeout(within_s):
        # The kernel tells nobody when a connection ends.
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
