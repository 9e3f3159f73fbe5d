"""The end of a server, which loses nothing that can be saved in time."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from twisted.internet.defer import maybeDeferred

from livechat.serving.websocket import WebSocket

if TYPE_CHECKING:
    from livechat.serving.server import Server

logger = logging.getLogger(__name__)

LIFESPAN_SHARE = 0.6
"""Of the time there is, for the application's own shutdown."""
HALF_SENT_S = 1.0
"""So long an HTTP request that has begun to arrive is waited for."""
CANCEL_S = 3.0
POLL_S = 0.02


class Drain:
    """Begins when it is made.

    1. Nobody new is let in. Requests that are under way are answered, and their connections closed.
    2. The application's lifespan shuts down, which may close its sockets with codes of its own.
    3. Each WebSocket left is closed with 1012, and its application told so.
    4. All applications are waited for, and what they sent goes out.
    5. What still runs when the time is up, or a second signal came, is cancelled, and waited for a little.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._began = asyncio.get_running_loop().time()
        self._leaving = asyncio.create_task(self._leave())

    def hasten(self) -> None:
        self._leaving.cancel()

    async def run(self) -> None:
        await asyncio.wait([self._leaving], timeout=self._server.drain_timeout)
        self._send_elsewhere()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        if rest:
            await asyncio.wait(rest, timeout=CANCEL_S)
        took_s = asyncio.get_running_loop().time() - self._began
        logger.info("Ended after %.1f s; %d tasks were cancelled", took_s, len(rest))

    async def _leave(self) -> None:
        logger.info("Ending: %d connections are open", len(self._server.connections))
        for port in self._server.ports:
            await maybeDeferred(port.stopListening).asFuture(asyncio.get_running_loop())
        with suppress(TimeoutError):
            async with asyncio.timeout(self._server.drain_timeout * LIFESPAN_SHARE):
                await self._server.lifespan.stop()
        self._send_elsewhere()
        # Nothing tells when the last byte has been written.
        while self._is_busy():  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)

    def _send_elsewhere(self) -> None:
        for connection in list(self._server.connections):
            if isinstance(connection, WebSocket):
                connection.leave()

    def _is_busy(self) -> bool:
        open_sockets = any(isinstance(connection, WebSocket) for connection in self._server.connections)
        unsent = any(transport.unsent for transport in list(self._server.transports))
        return bool(open_sockets or self._server.running or self._is_half_sent() or unsent)

    def _is_half_sent(self) -> bool:
        awaited = asyncio.get_running_loop().time() < self._began + HALF_SENT_S
        return awaited and None in self._server.connections.values()
