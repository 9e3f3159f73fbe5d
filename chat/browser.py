"""The browser's side of a socket: frames in as values, errors and closing out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

from chat.budget import Budget
from chat.errors import ChatError, CloseCode, ProtocolError, SlowReader, TooLarge
from chat.outbox import Outbox, Send
from chat.protocol.commands import AnyCommand, Text, decode_command
from chat.protocol.events import Error, encode_event
from chat.protocol.frames import MicrophoneChunk, Picture, decode_frame
from chat.protocol.limits import FATAL_ERRORS_PER_MINUTE, MAX_FRAME_BYTES, SILENCE_IS_LOSS_MS

CLOSE_WITHIN_S = 2.0
MOST_EARLY = 64

RECEIVE_EACH = "livechat.receive_each"
"""An extension of this service's own server: messages come by a call, and no task is woken for them."""

Receive = Callable[[], Awaitable[dict[str, Any]]]
GiveTo = Callable[[Callable[[dict[str, Any]], None] | None], None]
Message = AnyCommand | MicrophoneChunk | Picture
T = TypeVar("T")

logger = logging.getLogger(__name__)


class BrowserLeft(Exception):
    """The socket is closed."""


class Browser:
    def __init__(self, receive: Receive, send: Send, give_to: GiveTo | None = None) -> None:
        """`give_to` is RECEIVE_EACH's, where the server has it."""
        self.outbox = Outbox(send)
        """Its own until it joins a talk that was begun by another socket."""
        self.send = send
        self._receive = receive
        self._give_to = give_to
        self._early: deque[dict[str, Any]] = deque()
        """What came before it was asked for."""
        self._heard_at = time.monotonic()
        self._refused: deque[float] = deque(maxlen=FATAL_ERRORS_PER_MINUTE)
        """When the last messages were refused."""
        self._budget = Budget()

    async def receive(self) -> Message:
        """The next message that the protocol allows; the others are answered with their error.

        Raises BrowserLeft; ProtocolError, fatal, when too many were refused within a minute.
        """
        while True:
            message = self._early.popleft() if self._early else await self._receive()
            if message["type"] == "websocket.disconnect":
                raise BrowserLeft
            self._heard_at = time.monotonic()
            try:
                return self._decode(message)
            except ProtocolError as error:
                self.refuse(error)
                # Before the conversation begins, nobody else sends what waits.
                await self.outbox.flush(self.send)

    async def receive_all(self, take: Callable[[Message], None]) -> NoReturn:
        """Gives `take` each message as it comes; a ProtocolError, of it or of `take`, is answered.

        Raises BrowserLeft, and what `take` raises; ProtocolError, fatal, when too many were refused.
        """
        while self._early:
            self._pass_on(self._early.popleft(), take)
        if self._give_to is None:
            while True:
                self._pass_on(await self._receive(), take)
        failed: asyncio.Future[NoReturn] = asyncio.get_running_loop().create_future()

        def given(message: dict[str, Any]) -> None:
            try:
                if not failed.done():
                    self._pass_on(message, take)
            except Exception as failure:  # noqa: BLE001 - raised where it is awaited
                failed.set_exception(failure)

        self._give_to(given)
        try:
            await failed
        finally:
            self._give_to(None)
        raise AssertionError("only a failure ends it")

    def _pass_on(self, message: dict[str, Any], take: Callable[[Message], None]) -> None:
        if message["type"] == "websocket.disconnect":
            raise BrowserLeft
        self._heard_at = time.monotonic()
        try:
            take(self._decode(message))
        except ProtocolError as error:
            self.refuse(error)

    def refuse(self, error: ProtocolError) -> None:
        """Tells the browser what was wrong. Raises the same, fatal, at the tenth within a minute."""
        now = time.monotonic()
        self._refused.append(now)
        if error.fatal or (len(self._refused) == self._refused.maxlen and now - self._refused[0] < 60):
            error.fatal = True
            raise error
        self.outbox.put(Error(error.code, error.message, error.retry, False, error.ref))

    async def while_there(self, work: Coroutine[None, None, T]) -> T:
        """What the work returns; ended with BrowserLeft where the socket closes before. What comes waits."""
        working = asyncio.ensure_future(work)
        listening = asyncio.ensure_future(self._listen())
        try:
            await asyncio.wait((working, listening), return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise BrowserLeft
            return working.result()
        finally:
            working.cancel()
            listening.cancel()
            await asyncio.wait((working, listening))

    async def _listen(self) -> None:
        """Until the socket closes."""
        while len(self._early) < MOST_EARLY:
            message = await self._receive()
            self._early.append(message)
            if message["type"] == "websocket.disconnect":
                return
        await asyncio.Event().wait()

    async def watch(self) -> None:
        """Raises SlowReader once nothing has been heard for SILENCE_IS_LOSS_MS: a live client pings."""
        limit_s = SILENCE_IS_LOSS_MS / 1000
        self._heard_at = time.monotonic()
        # Not an event: setting one for each frame costs more than waking every few seconds.
        while (silent_s := time.monotonic() - self._heard_at) < limit_s:  # noqa: ASYNC110
            await asyncio.sleep(limit_s - silent_s)
        raise SlowReader(
            "silent", f"Nothing came from this client for {limit_s:.0f} seconds: it has to ping."
        )

    async def close(self, error: ChatError | None = None) -> None:
        """Tells the fatal error, where there is one, and closes with its code.

        A browser that does not read is left to the server, which ends the connection.
        """
        if self._budget.refused:
            logger.info("refused as too fast: %s", dict(self._budget.refused))
        # OSError: it has left (ASGI). TimeoutError, which is one, too: it does not read.
        with suppress(OSError):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                if error is not None:
                    fatal = Error(error.code, error.message, error.retry, True, error.ref)
                    text = encode_event(fatal, self.outbox.number())
                    await self.send({"type": "websocket.send", "text": text})
                code = error.close_code if error else CloseCode.NORMAL
                await self.send({"type": "websocket.close", "code": int(code)})

    def _decode(self, message: dict[str, Any]) -> Message:
        frame: bytes | None = message.get("bytes")
        text: str = message.get("text") or ""
        if len(frame or text) > MAX_FRAME_BYTES:
            raise TooLarge("frame_too_large", f"A frame has at most {MAX_FRAME_BYTES} bytes.", fatal=True)
        if frame is not None:
            self._budget.spend_frame(frame, self._heard_at)
            return decode_frame(frame)
        self._budget.spend_text(text, self._heard_at)
        command = decode_command(text)
        if isinstance(command, Text):
            self._budget.spend_words(command.id, self._heard_at)
        return command
