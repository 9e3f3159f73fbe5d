"""The connection hook of `websockets`, through which media pass by the SDK's per-message validation.

google-genai hands `create_connection` on to `websockets.connect`, whose documentation offers it for
customising the connection. The SDK still builds the address, the credentials and the setup message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, NoReturn

from websockets.asyncio.client import ClientConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import Event, State

CLOSE_WITHIN_S = 3.0
"""Above the time limit of the closing handshake, which begins once all is sent."""

opened: ContextVar[TappedConnection | None] = ContextVar("opened", default=None)
"""The connection that this task opened last; the SDK keeps its own reference private."""


BEGIN_A_MESSAGE = (Opcode.TEXT, Opcode.BINARY)


class TappedConnection(ClientConnection):
    """Tells the task that opens it which connection it opened; passes media on at once; closes in time."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        opened.set(self)
        self._take: Callable[[bytes], None] | None = None
        self._unread = 0
        """Messages that wait for `recv`, the one included of which only a part has come."""
        self._failure: Exception | None = None
        """What `take` raised."""

    @property
    def takes(self) -> bool:
        """Whether `send_at_once` would send now: nothing else is being sent, or waits for the peer."""
        ready = self.protocol.state is State.OPEN and not self.transport.is_closing()
        return ready and not self.paused and self.send_in_progress is None

    def send_at_once(self, message: bytes) -> None:
        """A text frame, only where it `takes`: without what `send` does for the cases in which it doesn't."""
        self.protocol.send_text(message)
        self.send_data()

    async def recv(self, decode: bool | None = None) -> Any:
        message = await super().recv(decode)
        self._unread -= 1
        return message

    async def pass_on(self, take: Callable[[bytes], None]) -> NoReturn:
        """Gives each message to `take` in the loop's turn in which it was read, no task being woken for it.

        Raises what `take` raises, and ConnectionClosed.
        """
        self._take = take
        try:
            while True:
                message: bytes = await self.recv(decode=False)
                if self._failure is not None:
                    raise self._failure
                take(message)
        finally:
            self._take = None

    def process_event(self, event: Event) -> None:
        if isinstance(event, Frame) and event.opcode in BEGIN_A_MESSAGE:
            if self._take is not None and not self._unread and event.fin:
                try:
                    return self._take(bytes(event.data))
                except Exception as failure:  # noqa: BLE001 - raised again where `pass_on` is awaited
                    self._failure = failure
            self._unread += 1
        super().process_event(event)

    async def close(self, *_code: Any, **_reason: Any) -> None:
        """With 1000, also where an exception ends the talk, as it always does: that is no fault of this side.

        Within CLOSE_WITHIN_S: by itself it waits for ever to send to a peer that has stopped reading.
        """
        try:
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await super().close()
        except TimeoutError:
            self.transport.abort()
            await self.wait_closed()
