"""One connection's line: all that comes and goes passes here, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from websockets import frames
from websockets.asyncio.server import ServerConnection
from websockets.protocol import State

from chat.emulator.record import Record
from chat.emulator.refusals import Close, wire_reason

ABNORMAL = 1006
"""RFC 6455, 7.4.1: no close frame came."""


class Line:
    def __init__(self, connection: ServerConnection, number: int, record: Record | None) -> None:
        self.number = number
        self.delay_s = 0.0
        """Before each message of the session's."""
        self.muted = False
        """The session's messages are kept back from here on."""
        self.sent = 0
        """Messages of the session's so far."""
        self.after_sending: Callable[[], Awaitable[None]] | None = None
        """Called when one of them was sent."""
        self._connection = connection
        self._record = record
        self._order = asyncio.Lock()

    @property
    def is_open(self) -> bool:
        return self._connection.state is State.OPEN

    def opened(self, path: str) -> None:
        if self._record:
            self._record.connected(self.number, path)

    def resumed(self, connection: int) -> None:
        """It goes on with the session of an earlier connection."""
        if self._record:
            self._record.resumed(self.number, connection)

    async def close(self, close: Close) -> None:
        """Nothing changes where the client has closed before."""
        if self._record:
            self._record.closed(self.number, close if self.is_open else self._close_of_client())
        await self._connection.close(close.code, wire_reason(close.reason))

    def _close_of_client(self) -> Close | None:
        code = self._connection.close_code or ABNORMAL
        return None if code == ABNORMAL else Close(code, self._connection.close_reason or "")

    async def receive(self) -> bytes | str:
        """Raises ConnectionClosed."""
        frame = await self._connection.recv()
        if self._record:
            self._record.received(self.number, frame)
        return frame

    async def send(self, message: bytes) -> None:
        """Of the session's own. Raises ConnectionClosed."""
        if await self.send_uncounted(message):
            self.sent += 1
            if self.after_sending:
                await self.after_sending()

    async def send_uncounted(self, message: bytes) -> bool:
        """Of the session's own, but by the clock: no scenario could count on it. False where it is kept back.

        Raises ConnectionClosed.
        """
        async with self._order:
            if self.delay_s:
                await asyncio.sleep(self.delay_s)
            if not self.muted:
                await self.send_foreign(message)
            return not self.muted

    async def send_foreign(self, message: bytes) -> None:
        """A message that no session says, at once and uncounted. Raises ConnectionClosed."""
        await self._connection.send(message)
        if self._record:
            self._record.sent(self.number, message)

    async def half_close(self, close: Close, hold_s: float) -> None:
        """Sends a close frame, and then neither reads nor closes for so long."""
        transport = self._connection.transport
        transport.pause_reading()
        self.muted = True
        data = frames.Close(close.code, wire_reason(close.reason)).serialize()
        transport.write(frames.Frame(frames.Opcode.CLOSE, data).serialize(mask=False))
        await asyncio.sleep(hold_s)
        self.drop()

    def drop(self) -> None:
        """Breaks the connection off, without a close frame."""
        self._connection.transport.abort()
