"""Invariant 5 where the model's side takes nothing any more: the connection to it is closed all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.server import ServerConnection, serve

from chat.emulator.certificate import new_identity
from chat.gemini.endpoint import Endpoint, EndpointKind
from chat.gemini.setup import LiveSetup
from chat.gemini.upstream import connect
from chat.protocol.limits import MAX_PICTURE_BYTES

GONE_WITHIN_S = 5
STALLED_AFTER_S = 0.5
PICTURE = bytes(MAX_PICTURE_BYTES)


@asynccontextmanager
async def deaf_service() -> AsyncIterator[Endpoint]:
    """Answers the setup and reads nothing after it."""

    async def fall_deaf(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(b'{"setupComplete": {}}')
        socket.transport.pause_reading()
        await socket.wait_closed()

    identity = new_identity("127.0.0.1")
    async with serve(
        fall_deaf, "127.0.0.1", 0, ssl=identity.context, ping_interval=None, close_timeout=0.1
    ) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield Endpoint(
            EndpointKind.EMULATOR,
            base_url=f"https://127.0.0.1:{port}",
            certificate=identity.certificate,
        )
        for connection in server.connections:
            connection.transport.abort()


async def until_stalled(endpoint: Endpoint) -> None:
    async with connect(endpoint, LiveSetup("a-model"), setup_timeout_s=10) as upstream:
        try:
            while True:
                async with asyncio.timeout(STALLED_AFTER_S):
                    await upstream.send_picture(PICTURE)
        except TimeoutError:
            pass


async def test_a_model_that_stops_reading_is_left_in_time() -> None:
    async with deaf_service() as endpoint:
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout(GONE_WITHIN_S + 5):
            await until_stalled(endpoint)
        assert loop.time() - began < GONE_WITHIN_S
