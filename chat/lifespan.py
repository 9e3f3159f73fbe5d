"""What the server tells of its own life, where it tells it: Daphne alone does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from chat.leases.heart import heart
from chat.records.unfinished import unfinished
from chat.talks import talks

UNFINISHED_WITHIN_S = 5.0
"""After the talks' own three seconds: the drain gives the lifespan nine."""

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def lifespan(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application of the scope `lifespan`: at the end every talk is let go, for others to take.

    Meanwhile talks that a dead worker left are closed here, though nobody talks.
    """
    await receive()
    heart.stay()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await talks.release_all()
    await unfinished.settle(UNFINISHED_WITHIN_S)
    await asyncio.to_thread(heart.stop)
    await send({"type": "lifespan.shutdown.complete"})
