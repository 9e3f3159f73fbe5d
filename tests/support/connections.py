"""Who is connected to a port, as the kernel sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

ESTABLISHED = "01"


def connections_to(port: int) -> int:
    """Established TCP connections whose far end is this port of the loopback address."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    columns = (line.split() for line in lines)
    return sum(
        1
        for _, _, remote, state, *_ in columns
        if state == ESTABLISHED and int(remote.rpartition(":")[2], 16) == port
    )


async def becomes_true(condition: Callable[[], bool], within_s: float) -> None:
    """Raises TimeoutError where it does not."""
    async with asyncio.timeout(within_s):
        # The kernel tells nobody when a connection ends.
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
