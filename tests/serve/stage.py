"""What the paths of the test application share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Message = dict[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MESSAGE = bytes(16 * 1024)


@dataclass
class Counted:
    sent_bytes: int = 0
    """That the server took."""
    taken: int = 0
    """Messages that came."""


counted = Counted()
gate = asyncio.Event()


def tell(event: str) -> None:
    print(event, flush=True)
