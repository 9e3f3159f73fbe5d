"""A TCP proxy that a test cuts, delays, stalls and throttles."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

HOST = "127.0.0.1"
PIECE_BYTES = 65_536
RESET_AT_CLOSE = struct.pack("ii", 1, 0)


class Proxy:
    """Between whoever connects to `port` and `target_port`; each way is one task, a piece at a time."""

    def __init__(self, target_port: int, *spare_ports: int) -> None:
        self.port = 0
        self.target_port = target_port
        self.spare_ports = spare_ports
        """Tried in their order where nobody listens at `target_port`."""
        self.delay_s = 0.0
        """Before each piece, either way."""
        self.bytes_per_s: float | None = None
        self.refusing = False
        """Whoever comes is reset."""
        self.accepted = 0
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def connections(self) -> int:
        return len(self._writers) // 2

    def stall(self) -> None:
        """Nothing passes any more, and nobody is told."""
        self._flowing.clear()

    def flow(self) -> None:
        self._flowing.set()

    def cut(self, share: float = 1.0) -> int:
        """Resets so much of the connections, both sides of each; returns how many sides."""
        writers = list(self._writers)[: round(len(self._writers) * share)]
        for writer in writers:
            _reset(writer)
        return len(writers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self.refusing:
            _reset(writer)
            return
        try:
            inner_reader, inner_writer = await self._connect()
        except OSError:
            _reset(writer)
            return
        pair = {writer, inner_writer}
        self._writers |= pair
        ways = [
            asyncio.create_task(self._pass(reader, inner_writer)),
            asyncio.create_task(self._pass(inner_reader, writer)),
        ]
        self._tasks |= set(ways)
        try:
            await asyncio.wait(ways)
        finally:
            self._tasks -= set(ways)
            self._writers -= pair
            for each in pair:
                each.close()

    async def end(self) -> None:
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks))

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for port in (self.target_port, *self.spare_ports):
            with suppress(ConnectionRefusedError):
                return await asyncio.open_connection(HOST, port)
        raise ConnectionRefusedError

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(PIECE_BYTES):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                if self.bytes_per_s:
                    await asyncio.sleep(len(piece) / self.bytes_per_s)
                await self._flowing.wait()
                writer.write(piece)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()


def _reset(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
    writer.transport.abort()


@asynccontextmanager
async def proxy_to(target_port: int, *spare_ports: int) -> AsyncIterator[Proxy]:
    proxy = Proxy(target_port, *spare_ports)
    server = await asyncio.start_server(proxy.serve, HOST, 0, backlog=4096)
    proxy.port = server.sockets[0].getsockname()[1]
    async with server:
        try:
            yield proxy
        finally:
            server.close()
            await proxy.end()
