"""Daphne's HTTP request, bounded both ways."""

from __future__ import annotations

import time
from typing import Any

from daphne.http_protocol import HTTPFactory, WebRequest

from livechat.serving.outflow import Outflow

ROOT_PATH_HEADER = b"daphne-root-path"
SUBPROTOCOL_HEADER = b"sec-websocket-protocol"
TOO_LARGE = (
    b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n"
    b"The body of this request is too large.\n"
)


class Request(WebRequest):  # type: ignore[misc]  # daphne has no types
    """Waits for a client that reads slowly, and ends one that sends a body without end."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.outflow = Outflow()
        self._body_bytes = 0
        self._refused = False
        self._began: float | None = None
        super().__init__(*arguments, **options)

    def gotLength(self, length: int | None) -> None:
        super().gotLength(length)
        self._limit_body(length or 0)

    def handleContentChunk(self, data: bytes) -> None:
        self._body_bytes += len(data)
        self._limit_body(self._body_bytes)
        if not self._refused:
            super().handleContentChunk(data)

    def _limit_body(self, length: int) -> None:
        if length > self.server.max_body_bytes and not self._refused:
            self._refused = True
            self.channel.transport.write(TOO_LARGE)
            self.channel.loseConnection()

    def process(self) -> Any:
        if self._refused:
            return None
        self._began = time.monotonic()
        if not self._is_readable():
            return self.basic_error(400, b"Bad Request", "Invalid header value")
        if not self.server.trust_root_path:
            self.requestHeaders.removeHeader(ROOT_PATH_HEADER)
        return super().process()

    def _is_readable(self) -> bool:
        """Daphne fails on these headers where they aren't ASCII."""
        names = (SUBPROTOCOL_HEADER, *self.server.proxy_headers)
        headers = (self.requestHeaders.getRawHeaders(name, ()) for name in names)
        return all(value.isascii() for values in headers for value in values)

    def handle_reply(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and self.channel is not None and not self.finished:
            self._start()
        super().handle_reply(message)

    def _start(self) -> None:
        if self.producer is None:
            self.registerProducer(self.outflow, True)
        if self.server.draining:
            self.channel.persistent = False
            self.setHeader(b"connection", b"close")

    def finish(self) -> None:
        if self.producer is not None:
            self.unregisterProducer()
        super().finish()

    def connectionLost(self, reason: Any) -> None:
        self.outflow.stopProducing()
        super().connectionLost(reason)

    def application_ended(self, error: BaseException | None) -> None:
        """It has not finished its answer."""
        if self._response_started:
            # Its length or its last chunk is missing, by which the client knows.
            self.channel.loseConnection()
        else:
            self.basic_error(500, b"Internal Server Error", "Exception inside application.")

    def take_turn(self) -> None:
        """Nothing is held back: a body reaches its application when it has come whole."""

    def duration(self) -> float:
        return 0.0 if self._began is None else time.monotonic() - self._began


class RequestFactory(HTTPFactory):  # type: ignore[misc]  # daphne has no types
    """Makes the channels of `Request`s."""

    def buildProtocol(self, addr: Any) -> Any:
        channel = super().buildProtocol(addr)
        channel.requestFactory = Request
        return channel
