"""The connection hook of `websockets`, through which media pass by the SDK's per-message validation.

google-genai hands `create_connection` on to `websockets.connect`, whose documentation offers it for
customising the connection. The SDK still builds the address, the credentials and the setup message.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from websockets.asyncio.client import ClientConnection

opened: ContextVar[TappedConnection | None] = ContextVar("opened", default=None)
"""The connection that this task opened last; the SDK keeps its own reference private."""


class TappedConnection(ClientConnection):
    """Tells the task that opens it which connection it opened."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        opened.set(self)
