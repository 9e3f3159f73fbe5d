"""The browser's side of a socket: frames in as values, errors and closing out."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from chat.errors import ChatError, CloseCode, ProtocolError, SlowReader, TooLarge
from chat.outbox import Outbox, Send
from chat.protocol.commands import AnyCommand, decode_command
from chat.protocol.events import Error
from chat.protocol.frames import MicrophoneChunk, Picture, decode_frame
from chat.protocol.limits import FATAL_ERRORS_PER_MINUTE, MAX_FRAME_BYTES, SILENCE_IS_LOSS_MS

Receive = Callable[[], Awaitable[dict[str, Any]]]


class BrowserLeft(Exception):
    """The socket is closed."""


class Browser:
    def __init__(self, receive: Receive, send: Send) -> None:
        self.outbox = Outbox(send)
        self._receive = receive
        self._send = send
        self._heard_at = time.monotonic()
        self._refused: deque[float] = deque(maxlen=FATAL_ERRORS_PER_MINUTE)
        """When the last messages were refused."""

    async def receive(self) -> AnyCommand | MicrophoneChunk | Picture:
        """The next message that the protocol allows; the others are answered with their error.

        Raises BrowserLeft; ProtocolError, fatal, when too many were refused within a minute.
        """
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                raise BrowserLeft
            self._heard_at = time.monotonic()
            try:
                return _decode(message)
            except ProtocolError as error:
                self.refuse(error)
                # Before the conversation begins, nobody else sends what waits.
                await self.outbox.flush()

    def refuse(self, error: ProtocolError) -> None:
        """Tells the browser what was wrong. Raises the same, fatal, at the tenth within a minute."""
        now = time.monotonic()
        self._refused.append(now)
        if error.fatal or (len(self._refused) == self._refused.maxlen and now - self._refused[0] < 60):
            error.fatal = True
            raise error
        self.outbox.put(Error(error.code, error.message, error.retry, False, error.ref))

    async def watch(self) -> None:
        """Raises SlowReader once nothing has been heard for SILENCE_IS_LOSS_MS: a live client pings."""
        limit_s = SILENCE_IS_LOSS_MS / 1000
        # Not an event: setting one for each frame costs more than waking every few seconds.
        while (silent_s := time.monotonic() - self._heard_at) < limit_s:  # noqa: ASYNC110
            await asyncio.sleep(limit_s - silent_s)
        raise SlowReader(
            "silent", f"Nothing came from this client for {limit_s:.0f} seconds: it has to ping."
        )

    async def close(self, error: ChatError | None = None) -> None:
        """Sends what waits and, where there is one, the fatal error; then closes with its code."""
        if error is not None:
            self.outbox.put_last(Error(error.code, error.message, error.retry, True, error.ref))
        await self.outbox.flush()
        await self._send(
            {"type": "websocket.close", "code": int(error.close_code if error else CloseCode.NORMAL)}
        )


def _decode(message: dict[str, Any]) -> AnyCommand | MicrophoneChunk | Picture:
    frame: bytes | None = message.get("bytes")
    text: str = message.get("text") or ""
    if len(frame or text) > MAX_FRAME_BYTES:
        raise TooLarge("frame_too_large", f"A frame has at most {MAX_FRAME_BYTES} bytes.", fatal=True)
    return decode_command(text) if frame is None else decode_frame(frame)
