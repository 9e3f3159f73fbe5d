"""asyncio's connections under Twisted's protocols.

Twisted's own wait for the loop's next turn to write and change what epoll watches twice for it, and each read
passes a log context; and on uvloop's loop they are never told of a connection that was reset
(MagicStack/uvloop#552). `Port.transport` is the documented place for others, which provide the interfaces of
twisted.internet.interfaces.
"""

from __future__ import annotations

import asyncio
from functools import partial
from socket import socket
from typing import Any, cast

from twisted.internet.address import IPv4Address, IPv6Address, UNIXAddress
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.interfaces import IConsumer, IPushProducer, ITransport
from twisted.python.failure import Failure
from zope.interface import implementer

PAUSE_ABOVE_BYTES = 64 * 1024
"""Of unsent bytes; goes on once there are none."""
ABORT_AFTER_S = 1.0
"""So long what was written last, such as the answer to a close, may take to go out."""

_received = memoryview(bytearray(64 * 1024))
"""What was read last, of whichever connection: none takes more than this of the loop's turn or of memory."""


@implementer(ITransport, IPushProducer, IConsumer)
class Transport(asyncio.BufferedProtocol):
    """One accepted connection. `protocol` may be replaced by another, as an upgrade does."""

    disconnecting = False

    def __init__(self, accepted: socket, protocol: Any, peer: Any, *_: Any) -> None:
        """Takes what Twisted's Server is made of, from the listening port to the reactor."""
        self.protocol = protocol
        self._host, self._peer = _address(accepted.getsockname()), _address(peer)
        self._transport: asyncio.Transport | None = None
        """None before the loop watches it, and after its end."""
        self._reads = True
        self._producer: Any = None
        loop = asyncio.get_running_loop()
        self._opening = loop.create_task(loop.connect_accepted_socket(lambda: self, accepted))
        self._opening.add_done_callback(partial(self._opened, accepted))

    def _opened(self, accepted: socket, opening: asyncio.Task[Any]) -> None:
        failure = None if opening.cancelled() else opening.exception()
        if failure is not None or opening.cancelled():
            accepted.close()
            self.connection_lost(failure)

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's are of its own class.
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(PAUSE_ABOVE_BYTES, 0)
        if self.disconnecting:
            self._transport.close()
        elif not self._reads:
            self._transport.pause_reading()

    def get_buffer(self, sizehint: int) -> memoryview:
        return _received

    def buffer_updated(self, nbytes: int) -> None:
        self.protocol.dataReceived(bytes(_received[:nbytes]))

    def pause_writing(self) -> None:
        if self._producer is not None:
            self._producer.pauseProducing()

    def resume_writing(self) -> None:
        if self._producer is not None:
            self._producer.resumeProducing()

    def connection_lost(self, failure: BaseException | None) -> None:
        self._transport = None
        self.disconnecting = True
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.stopProducing()
        protocol, self.protocol = self.protocol, None
        if protocol is not None:
            reason = ConnectionDone() if failure is None else ConnectionLost(str(failure))
            protocol.connectionLost(Failure(reason))

    # What Twisted's protocols ask for

    @property
    def unsent(self) -> bool:
        return self._transport is not None and self._transport.get_write_buffer_size() > 0

    def write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def writeSequence(self, pieces: Any) -> None:
        self.write(b"".join(pieces))

    def loseConnection(self) -> None:
        """Once all is written."""
        self.disconnecting = True
        if self._transport is not None:
            self._transport.close()

    def abortConnection(self) -> None:
        """With what was written in this turn of the loop, where its peer takes it."""
        self.loseConnection()
        asyncio.get_running_loop().call_later(ABORT_AFTER_S, self._abort)

    def _abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def pauseProducing(self) -> None:
        self._reads = False
        if self._transport is not None:
            self._transport.pause_reading()

    def resumeProducing(self) -> None:
        self._reads = True
        if self._transport is not None and not self.disconnecting:
            self._transport.resume_reading()

    def stopProducing(self) -> None:
        self.loseConnection()

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        if not streaming:
            raise NotImplementedError("a pull producer: Twisted's HTTP makes push producers of them")
        if self._producer is not None:
            raise RuntimeError("another producer is registered")
        if self.protocol is None:
            producer.stopProducing()
        else:
            self._producer = producer

    def unregisterProducer(self) -> None:
        self._producer = None

    def setTcpNoDelay(self, enabled: bool) -> None:
        """TLS asks for it; asyncio has it on by itself."""

    def getHost(self) -> Any:
        return self._host

    def getPeer(self) -> Any:
        return self._peer


def _address(name: Any) -> Any:
    """Of what a socket calls itself or its peer."""
    if not isinstance(name, tuple):
        return UNIXAddress(name or None)
    return IPv4Address("TCP", *name) if len(name) == 2 else IPv6Address("TCP", *name)
