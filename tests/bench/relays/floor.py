"""The least that a relay on Python can cost: callbacks pass frames on, all in C but a line or two."""

from __future__ import annotations

import asyncio

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_connect, ws_create_server

from tests.bench.relays.command_line import HOST, Upstream, tell_port, upstream_of_arguments

MEDIA = (WSMsgType.TEXT, WSMsgType.BINARY)


class End(WSListener):
    """One side of a session. What comes before the other side is there waits for it."""

    def __init__(self) -> None:
        self.other: End | None = None
        self.transport: WSTransport | None = None
        self._early: list[tuple[WSMsgType, bytes]] = []

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        elif self.other is not None and self.other.transport is not None:
            self.other.transport.send(frame.msg_type, frame.get_payload_as_memoryview())
        else:
            self._early.append((frame.msg_type, frame.get_payload_as_bytes()))

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.disconnect()

    def join(self, other: End) -> None:
        self.other, other.other = other, self
        assert other.transport is not None
        for kind, payload in self._early:
            other.transport.send(kind, payload)


class Floor:
    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._connecting: set[asyncio.Task[None]] = set()

    def accept(self, request: WSUpgradeRequest) -> End:
        browser = End()
        task = asyncio.create_task(self._connect(browser))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)
        return browser

    async def _connect(self, browser: End) -> None:
        context = self._upstream.context
        _, model = await ws_connect(End, self._upstream.socket_url, ssl_context=context)
        assert isinstance(model, End)
        browser.join(model)


async def main() -> None:
    server = await ws_create_server(Floor(upstream_of_arguments()).accept, HOST, 0)
    tell_port(server.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(main())
