"""What came in on one connection and waits for its application."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]

MESSAGES = 8
BYTES = 256 * 1024


EXTENSION = "livechat.receive_each"
"""In the scope's extensions, as `{"give_to": give_to}`."""


class Inbox:
    """The `receive` of one application. Whoever fills it stops reading the socket while it is `full`.

    `on_room` is called once a full inbox is half empty again. The bound is not enforced here: a disconnect,
    and the rest of a body that is known to be small, always have room.
    """

    def __init__(self, on_room: Callable[[], None]) -> None:
        self._on_room = on_room
        self._messages: deque[Message] = deque()
        self._bytes = 0
        self._arrived = asyncio.Event()
        self._take: Callable[[Message], None] | None = None
        self.full = False

    def give_to(self, take: Callable[[Message], None] | None) -> None:
        """Each message goes to `take`, which may not raise, in the turn of the loop in which it came.

        No task is woken for it then. With None what comes waits for `get` again.
        """
        self._take = take
        while take is not None and self._messages:
            take(self._pop())

    def put_nowait(self, message: Message) -> None:
        if self._take is not None:
            return self._take(message)
        self._messages.append(message)
        self._bytes += _size(message)
        if len(self._messages) >= MESSAGES or self._bytes >= BYTES:
            self.full = True
        self._arrived.set()

    async def get(self) -> Message:
        """The next message; waits only where there is none."""
        while not self._messages:
            self._arrived.clear()
            await self._arrived.wait()
        return self._pop()

    def _pop(self) -> Message:
        message = self._messages.popleft()
        self._bytes -= _size(message)
        if self.full and len(self._messages) <= MESSAGES // 2 and self._bytes <= BYTES // 2:
            self.full = False
            self._on_room()
        return message


def _size(message: Message) -> int:
    return len(message.get("bytes") or message.get("text") or message.get("body") or "")
