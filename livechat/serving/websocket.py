"""Daphne's WebSocket, bounded both ways."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from autobahn.util import encode_truncate
from autobahn.websocket.types import ConnectionDeny
from daphne.ws_protocol import WebSocketProtocol

from livechat.serving.frames import BINARY, LONG, TEXT, whole, whole_message
from livechat.serving.outflow import Outflow

NORMAL, NO_CODE, FAILED, RESTART = 1000, 1005, 1011, 1012
RESTART_REASON = "the server restarts: connect again"
REASON_BYTES = 123

STEPS_A_TURN = 2
"""So many messages, or headers and payloads, are taken before other connections have their turn."""
PIECES = 64
"""More pieces of a message than these are joined: tiny ones would cost forty times their size."""
FRAGMENTS = 1000
"""A message of more frames is refused as too big, whatever their sizes."""
LATE_BYTES = 256 * 1024
"""Who sends more after it was sent a close is cut off, without time to answer it."""


class WebSocket(WebSocketProtocol):  # type: ignore[misc]  # daphne has no types
    """Reads no more of its socket while the application has not accepted, or not taken what waits for it."""

    # autobahn's: what was received and not read yet, and of the message that is arriving
    data: bytes
    frame_data: list[bytes]
    message_data: list[bytes]

    def onConnect(self, request: Any) -> Any:
        self.outflow = Outflow(self._answer_ping)
        self._unanswered: bytes | None = None
        self._reading = True
        self._turn_is_due = False
        self._fragments = 0
        self._late_bytes = 0
        self._most_bytes = min(self.maxMessagePayloadSize or LONG, self.maxFramePayloadSize or LONG)
        handshake = super().onConnect(request)
        # Until here the transport paused the HTTP channel that the request came by.
        self.transport.unregisterProducer()
        self.transport.registerProducer(self.outflow, True)
        self.socket_opened = self.last_ping = time.monotonic()
        return handshake

    def onOpen(self) -> None:
        super().onOpen()
        if self.server.draining:
            self.leave()

    def onClose(self, wasClean: bool, code: int | None, reason: str | None) -> None:
        if hasattr(self, "server"):
            self.outflow.stopProducing()
            super().onClose(wasClean, NO_CODE if code is None else code, reason)

    # From the socket to the application

    def dataReceived(self, data: bytes) -> None:
        if self.state == self.STATE_CLOSING:
            self._late_bytes += len(data)
            if self._late_bytes > LATE_BYTES:
                self.dropConnection(abort=True)
                return
        self._dataReceived(data)

    def _take_whole(self) -> bool:
        """Takes a message past autobahn's parser, where it has come whole and nothing is half read."""
        # A ping of autobahn's own is answered by any message that it sees.
        if self.inside_message or self.current_frame is not None or self.autoPingTimeoutCall is not None:
            return False
        found = whole_message(self.data, self._most_bytes)
        if found is None:
            return False
        payload, end = found
        try:
            self.onMessage(payload, self.data[0] == BINARY)
        except UnicodeDecodeError:
            return False
        self.data = self.data[end:]
        return True

    def consumeData(self) -> None:
        """Takes what there is room for, and no more than its share of the loop's time."""
        self._turn_is_due = False
        if self.state == self.STATE_CONNECTING and hasattr(self, "application_queue"):
            return self._read(False)
        if self.state not in (self.STATE_OPEN, self.STATE_CLOSING):
            return super().consumeData()  # type: ignore[no-any-return]
        for _ in range(STEPS_A_TURN):
            if self.state == self.STATE_OPEN:
                if self.application_queue.full:
                    return self._read(False)
                if self._take_whole():
                    continue
            if not self.processData() or self.state == self.STATE_CLOSED:
                return self._read(True)
        self._read(False)
        return self.take_turn()

    def take_turn(self) -> None:
        """Goes on with what was received, once the others had their turn."""
        if not self._turn_is_due:
            self._turn_is_due = True
            asyncio.get_running_loop().call_soon(self.consumeData)

    def _read(self, reading: bool) -> None:
        if reading == self._reading:
            return
        self._reading = reading
        if reading:
            self.transport.resumeProducing()
        else:
            self.transport.pauseProducing()

    def onMessageBegin(self, isBinary: bool) -> None:
        self._fragments = 0
        super().onMessageBegin(isBinary)

    def onMessageFrameBegin(self, length: int) -> None:
        super().onMessageFrameBegin(length)
        self._fragments += 1
        if self._fragments > FRAGMENTS and not self.failedByMe:
            self._max_message_size_exceeded(self._fragments, FRAGMENTS, f"more than {FRAGMENTS} fragments")

    def onMessageFrameData(self, payload: bytes) -> None:
        super().onMessageFrameData(payload)
        if len(self.frame_data) > PIECES:
            self.frame_data = [b"".join(self.frame_data)]

    def onMessageFrame(self, payload: list[bytes]) -> None:
        super().onMessageFrame(payload)
        if len(self.message_data) > PIECES:
            self.message_data = [b"".join(self.message_data)]

    def onMessageEnd(self) -> None:
        if not self.failedByMe:
            self.onMessage(b"".join(self.message_data), self.message_is_binary)
        self.message_data = []

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        if self.muted or self.state != self.STATE_OPEN:
            return
        self.last_ping = time.monotonic()
        if isBinary:
            self.application_queue.put_nowait({"type": "websocket.receive", "bytes": payload})
        else:
            self.application_queue.put_nowait({"type": "websocket.receive", "text": payload.decode()})

    def onPing(self, payload: bytes) -> None:
        """Answered at once; while its sender doesn't read, the newest alone is (RFC 6455, 5.5.3)."""
        self._unanswered = payload
        if not self.outflow.paused:
            self._answer_ping()

    def _answer_ping(self) -> None:
        payload, self._unanswered = self._unanswered, None
        if payload is not None:
            self.sendPong(payload)

    # From the application to the socket

    def handle_reply(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if hasattr(self, "handshake_deferred"):
            if kind not in ("websocket.accept", "websocket.close"):
                raise ValueError(f"{kind} before websocket.accept")
            super().handle_reply(message)
        elif self.state != self.STATE_OPEN:
            # It closes already, or was refused because the application took too long to accept it.
            return
        elif kind == "websocket.send":
            self._send_message(message)
        elif kind == "websocket.close":
            self.close(message.get("code") or NORMAL, message.get("reason") or "")
        else:
            raise ValueError(f"{kind} on an open WebSocket")

    def _send_message(self, message: dict[str, Any]) -> None:
        data = message.get("bytes")
        if data is None:
            self.transport.write(whole(TEXT, message["text"].encode()))
        else:
            self.transport.write(whole(BINARY, data))

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:
        self.transport.write(data)

    # The end

    def close(self, code: int, reason: str = "") -> None:
        """With any code, and its reason. Does nothing where the socket closes already."""
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(code, encode_truncate(reason, REASON_BYTES))

    def leave(self) -> None:
        """Tells the client to connect again, and the application that it is gone."""
        if self.state == self.STATE_OPEN:
            self.close(RESTART, RESTART_REASON)
            self.application_queue.put_nowait(
                {"type": "websocket.disconnect", "code": RESTART, "reason": RESTART_REASON}
            )
            self.muted = True

    def refuse(self, status: int, reason: str) -> None:
        """Ends a handshake that the application has not answered."""
        if hasattr(self, "handshake_deferred"):
            handshake = self.handshake_deferred
            del self.handshake_deferred
            handshake.errback(ConnectionDeny(code=status, reason=reason))

    def application_ended(self, error: BaseException | None) -> None:
        """It has not closed the socket itself."""
        if self.server.draining:
            self.refuse(503, "Service Unavailable")
        self.refuse(500, "Internal Server Error")
        self.close(NORMAL if error is None else FAILED)

    def duration(self) -> float:
        return time.monotonic() - self.socket_opened

    def check_timeouts(self) -> None:
        if self.state == self.STATE_CONNECTING:
            if 0 <= self.server.websocket_connect_timeout < self.duration():
                self.refuse(503, "Service Unavailable")
        elif self.state == self.STATE_OPEN:
            if 0 <= self.server.websocket_timeout < self.duration():
                self.close(NORMAL)
            elif self._is_silent() and self.autoPingTimeoutCall is None:
                self.last_ping = time.monotonic()
                self._sendAutoPing()

    def _is_silent(self) -> bool:
        return bool(time.monotonic() - self.last_ping > self.server.ping_interval)
