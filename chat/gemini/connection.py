"""The connection hook of `websockets`, through which media pass by the SDK's per-message validation.

google-genai hands `create_connection` on to `websockets.connect`, whose documentation offers it for
customising the connection. The SDK still builds the address, the credentials and the setup message.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any

from websockets.asyncio.client import ClientConnection

CLOSE_WITHIN_S = 3.0
"""Above the time limit of the closing handshake, which begins once all is sent."""

opened: ContextVar[TappedConnection | None] = ContextVar("opened", default=None)
"""The connection that this task opened last; the SDK keeps its own reference private."""


class TappedConnection(ClientConnection):
    """Tells the task that opens it which connection it opened; closes in time."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        opened.set(self)

    async def close(self, *_code: Any, **_reason: Any) -> None:
        """With 1000, also where an exception ends the talk, as it always does: that is no fault of this side.

        Within CLOSE_WITHIN_S: by itself it waits for ever to send to a peer that has stopped reading.
        """
        try:
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await super().close()
        except TimeoutError:
            self.transport.abort()
            await self.wait_closed()
