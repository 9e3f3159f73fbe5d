"""A WebSocket client that can do what a well-behaved one would not."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

HOST = "127.0.0.1"
TIMEOUT_S = 20
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
FINAL = 0x80
MASK = bytes(4)
"""So that what is masked stays as it is."""


def upgrade(path: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    ).encode()


def frame(opcode: int, payload: bytes = b"", *, final: bool = True, length: int | None = None) -> bytes:
    """One masked frame; `length` is announced instead of the payload's own."""
    first = opcode | (FINAL if final else 0)
    size = len(payload) if length is None else length
    if size < 126:
        header = struct.pack("!BB", first, 0x80 | size)
    elif size < 1 << 16:
        header = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        header = struct.pack("!BBQ", first, 0x80 | 127, size)
    return header + MASK + payload


class RawSocket:
    """Reads when it is asked to, and only then."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._received = b""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def open(self, path: str) -> str:
        """Asks for the upgrade; returns the status line."""
        self.send(upgrade(path))
        return self.status_line()

    def status_line(self) -> str:
        return self.head().partition("\r\n")[0]

    def head(self) -> str:
        """Status line and headers of an answer."""
        return self._until(b"\r\n\r\n").decode()

    def rest(self) -> bytes:
        """All up to the end of the connection. Raises ConnectionResetError where it is cut off."""
        with suppress(EOFError):
            while True:
                self._read()
        return self._take(len(self._received))

    def send_until_refused(self, data: bytes, most_bytes: int) -> bool:
        """Whether the server took no more before so many bytes."""
        with suppress(ConnectionError):
            for _ in range(0, most_bytes, len(data)):
                self.send(data)
            return False
        return True

    def frames(self) -> Iterator[tuple[int, bytes]]:
        """Opcode and payload of each, to the end of the connection."""
        with suppress(EOFError, ConnectionResetError):
            while True:
                opcode, short = self._take(2)
                length = short
                if short == 126:
                    (length,) = struct.unpack("!H", self._take(2))
                elif short == 127:
                    (length,) = struct.unpack("!Q", self._take(8))
                yield opcode & 0x0F, self._take(length)

    def close_code(self) -> int:
        """Reads up to the close frame. Raises AssertionError where the connection ends without one."""
        for opcode, payload in self.frames():
            if opcode == CLOSE:
                return int(struct.unpack("!H", payload[:2])[0])
        raise AssertionError("the connection ended without a close frame")

    def flood(self, data: bytes, most_bytes: int, stuck_after_s: float) -> int:
        """Sends it again and again until the server takes no more for so long; returns the bytes taken."""
        sent = 0
        self.socket.settimeout(stuck_after_s)
        with suppress(TimeoutError):
            while sent < most_bytes:
                sent += self.socket.send(data[sent % len(data) :])
        self.socket.settimeout(TIMEOUT_S)
        return sent

    def _take(self, count: int) -> bytes:
        while len(self._received) < count:
            self._read()
        taken, self._received = self._received[:count], self._received[count:]
        return taken

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._received:
            self._read()
        return self._take(self._received.index(mark) + len(mark))

    def _read(self) -> None:
        data = self.socket.recv(1 << 16)
        if not data:
            raise EOFError
        self._received += data


@contextmanager
def raw_socket(port: int, *, receive_buffer: int | None = None) -> Iterator[RawSocket]:
    """`receive_buffer` bounds what the kernel takes in for a client that doesn't read."""
    with closing(socket.socket()) as connection:
        if receive_buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(TIMEOUT_S)
        connection.connect((HOST, port))
        yield RawSocket(connection)
