"""A client that has come, says nothing, and answers the pings of RFC 6455, as any browser would."""

from __future__ import annotations

import asyncio

from tests.faults.raw import HOST, PONG, frame, upgrade

PING = 0x89
"""A whole frame's first byte."""
HEAD_END = b"\r\n\r\n"


class Idler(asyncio.Protocol):
    def __init__(self) -> None:
        self.upgraded: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.gone = False
        self._transport: asyncio.Transport | None = None
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not self.upgraded.done():
            self._head += data
            if HEAD_END in self._head:
                assert b" 101 " in self._head, self._head
                self.upgraded.set_result(None)
        elif data[0] == PING and self._transport is not None:
            self._transport.write(frame(PONG, data[2 : 2 + data[1]]))

    def connection_lost(self, error: Exception | None) -> None:
        self.gone = True
        if not self.upgraded.done():
            self.upgraded.set_exception(error or ConnectionResetError("closed before the upgrade"))

    def leave(self) -> None:
        if self._transport is not None:
            self._transport.abort()


async def idler(port: int) -> Idler:
    transport, client = await asyncio.get_running_loop().create_connection(Idler, HOST, port)
    transport.write(upgrade(port))
    await client.upgraded
    return client
