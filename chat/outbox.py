"""What goes to the browser: numbered, in order, bounded by what the browser has acknowledged.

What is sent to a browser that reads slowly waits somewhere, in this server or in the network; so what has not
been acknowledged is counted here. Above the bound the browser is let go. Events are kept until they are
acknowledged: one that comes back gets those it has not seen.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from chat.eager import begin
from chat.errors import SlowReader
from chat.protocol.events import Event, encode_event
from chat.protocol.frames import Speech, encode_speech
from chat.protocol.limits import GENERATION_STRIDE, MAX_UNACKNOWLEDGED_BYTES, MAX_UNACKNOWLEDGED_EVENTS

Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Kept:
    n: int
    text: str
    speech_bytes: int
    """Sent before it, since the event before: its acknowledgement covers them."""


class Outbox:
    def __init__(self, send: Send | None = None, *, generation: int = 1) -> None:
        self._send = send
        self.n = generation * GENERATION_STRIDE
        """Of the last event."""
        self._waiting: deque[dict[str, Any]] = deque()
        self._filled = asyncio.Event()
        self._idle = False
        """The writer waits, and nothing waits for it: what comes now is sent in the same turn of the loop."""
        self._begun: Awaitable[None] | None = None
        """What is left of a send that was begun so, and has to wait for the browser."""
        self._failure: Exception | None = None
        """What such a send raised."""
        self._sending = asyncio.Lock()
        self._kept: deque[_Kept] = deque()
        """Not acknowledged."""
        self._kept_bytes = 0
        self._speech_bytes = 0
        """Speech since the last event."""
        self._complete_from = self.n
        """No event after this one is missing from what is kept or has been acknowledged."""
        self._overflowed = asyncio.Event()

    def put(self, item: Event | Speech) -> None:
        """Never waits. Once more is unacknowledged than may be, `watch` raises SlowReader."""
        if isinstance(item, Speech):
            if self._send is not None and not self._overflowed.is_set():
                frame = encode_speech(item)
                self._speech_bytes += len(frame)
                self._wait({"type": "websocket.send", "bytes": frame}, len(frame))
            return
        n = self.number()
        if self._overflowed.is_set():
            self._complete_from = n
            return
        kept = _Kept(n, encode_event(item, n), self._speech_bytes)
        self._kept.append(kept)
        self._speech_bytes = 0
        self._wait({"type": "websocket.send", "text": kept.text}, len(kept.text))

    def number(self) -> int:
        """Of the next event."""
        self.n += 1
        return self.n

    def acknowledge(self, n: int) -> None:
        while self._kept and self._kept[0].n <= n:
            kept = self._kept.popleft()
            self._kept_bytes -= len(kept.text) + kept.speech_bytes

    def detach(self) -> None:
        """The browser is gone: events are kept for it, speech is not."""
        self._send = None
        self._forget()

    def attach(self, send: Send, last_n: int) -> bool:
        """For a browser that has seen the events up to `last_n`; False where not all since are there.

        Then none of them is sent: it has to be told how things stand.
        """
        self._send = send
        self._forget()
        self.acknowledge(last_n)
        there = self._complete_from <= last_n <= self.n
        if not there:
            self._kept.clear()
            self._complete_from = self.n
        self._kept_bytes = self._speech_bytes = 0
        self._overflowed.clear()
        for kept in list(self._kept):
            self._wait({"type": "websocket.send", "text": kept.text}, len(kept.text))
        self._kept = deque(_Kept(kept.n, kept.text, 0) for kept in self._kept)
        return there

    async def run(self, send: Send) -> None:
        """The one writer of this socket, until cancelled."""
        while True:
            await self.flush(send)
            self._filled.clear()
            self._idle = self._send is send
            try:
                await self._filled.wait()
            finally:
                self._idle = False

    async def watch(self) -> None:
        """Raises SlowReader once more is unacknowledged than may be."""
        await self._overflowed.wait()
        raise SlowReader("too_slow", "This connection is too slow for the conversation. Try again.")

    async def flush(self, send: Send) -> None:
        """One at a time: what is popped first is sent first, however long sending takes.

        Nothing, where another socket has been attached: what waits is for that one.
        """
        async with self._sending:
            if self._send is send and self._failure is not None:
                raise self._failure
            if self._send is send and self._begun is not None:
                begun, self._begun = self._begun, None
                await begun
            while self._waiting and self._send is send:
                await send(self._waiting.popleft())

    def _wait(self, message: dict[str, Any], size: int) -> None:
        self._kept_bytes += size
        if self._kept_bytes > MAX_UNACKNOWLEDGED_BYTES or len(self._kept) >= MAX_UNACKNOWLEDGED_EVENTS:
            self._overflow()
        elif self._send is not None and self._idle and not self._sending.locked():
            return self._send_at_once(self._send(message))
        elif self._send is not None:
            self._waiting.append(message)
        self._filled.set()

    def _send_at_once(self, sending: Awaitable[None]) -> None:
        try:
            self._begun = begin(sending)
        except Exception as failure:  # noqa: BLE001 - raised again where the writer is awaited
            self._failure = failure
        if self._begun is not None or self._failure is not None:
            self._idle = False
            self._filled.set()

    def _forget(self) -> None:
        """What was on its way to a browser that is gone."""
        self._waiting.clear()
        self._begun = self._failure = None
        self._idle = False

    def _overflow(self) -> None:
        self._overflowed.set()
        self._complete_from = self.n
        self._kept.clear()
        self._waiting.clear()
