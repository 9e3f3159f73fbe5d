"""What goes to the browser: numbered, in order, bounded by what the browser has acknowledged.

Daphne takes whatever is sent and queues it without bound; so what a browser that reads slowly has not yet
acknowledged is counted here, and above the bound it is closed with 4408.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from chat.errors import SlowReader
from chat.protocol.events import Event, encode_event
from chat.protocol.frames import Speech, encode_speech
from chat.protocol.limits import GENERATION_STRIDE, MAX_UNACKNOWLEDGED_BYTES, MAX_UNACKNOWLEDGED_EVENTS

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outbox:
    def __init__(self, send: Send, *, generation: int = 1) -> None:
        self._send = send
        self._n = generation * GENERATION_STRIDE
        self._waiting: deque[dict[str, Any]] = deque()
        self._filled = asyncio.Event()
        self._sending = asyncio.Lock()
        self._unacknowledged: deque[tuple[int, int]] = deque()
        """(event number, bytes up to it since the event before)"""
        self._unacknowledged_bytes = 0
        self._speech_bytes = 0
        """Speech since the last event: the next event's acknowledgement covers it."""

    def put(self, item: Event | Speech) -> None:
        """Never waits. Raises SlowReader once more is unacknowledged than is allowed."""
        if isinstance(item, Speech):
            frame = encode_speech(item)
            self._count(len(frame))
            self._speech_bytes += len(frame)
            self._waiting.append({"type": "websocket.send", "bytes": frame})
        else:
            self._n += 1
            text = encode_event(item, self._n)
            self._count(len(text))
            self._unacknowledged.append((self._n, len(text) + self._speech_bytes))
            self._speech_bytes = 0
            self._waiting.append({"type": "websocket.send", "text": text})
        self._filled.set()

    def put_last(self, event: Event) -> None:
        """The event that closes the socket, whatever is unacknowledged."""
        self._n += 1
        self._waiting.append({"type": "websocket.send", "text": encode_event(event, self._n)})

    def acknowledge(self, n: int) -> None:
        while self._unacknowledged and self._unacknowledged[0][0] <= n:
            self._unacknowledged_bytes -= self._unacknowledged.popleft()[1]

    async def run(self) -> None:
        """The one writer, until cancelled."""
        while True:
            await self.flush()
            self._filled.clear()
            await self._filled.wait()

    async def flush(self) -> None:
        """One at a time: what is popped first is sent first, however long sending takes."""
        async with self._sending:
            while self._waiting:
                await self._send(self._waiting.popleft())

    def _count(self, size: int) -> None:
        self._unacknowledged_bytes += size
        if (
            self._unacknowledged_bytes > MAX_UNACKNOWLEDGED_BYTES
            or len(self._unacknowledged) >= MAX_UNACKNOWLEDGED_EVENTS
        ):
            raise SlowReader("too_slow", "This connection is too slow for the conversation. Try again.")
