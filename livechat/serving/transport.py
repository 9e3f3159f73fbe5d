"""Twisted's connections, which write what their socket takes at once."""

from __future__ import annotations

from twisted.internet import tcp, unix
from twisted.internet.abstract import FileDescriptor


class _WritesAtOnce(FileDescriptor):  # type: ignore[misc]  # its interfaces are zope's
    """Twisted by itself waits for the loop's next turn, and changes what epoll watches twice for each write.

    `Port.transport` is the documented place for it; `doWrite`, `startWriting` and `stopWriting` are public.
    """

    _at_once = False
    """Within a `write` before which nothing waited."""
    _waits = False
    """What is left is written once the socket is ready for it."""

    def write(self, data: bytes) -> None:
        self._at_once = not self._waits
        super().write(data)
        self._at_once = False

    def startWriting(self) -> None:
        if self._at_once:
            self._at_once, self._waits = False, True
            # A failure is met again, and told, by the reactor.
            self.doWrite()
            if not self._waits:
                return
        self._waits = True
        super().startWriting()

    def stopWriting(self) -> None:
        self._waits = False
        super().stopWriting()


class TCPTransport(_WritesAtOnce, tcp.Server):  # type: ignore[misc]
    pass


class UNIXTransport(_WritesAtOnce, unix.Server):  # type: ignore[misc]
    pass


AT_ONCE = {tcp.Server: TCPTransport, unix.Server: UNIXTransport}
"""By the transport that a port would make."""
