"""The application as it is, and one more page: `GET /watched` tells how many tasks it has."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from livechat.asgi import application as inner


async def application(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    if scope["type"] != "http" or scope["path"] != "/watched":
        await inner(scope, receive, send)
        return
    told = {"tasks": len(asyncio.all_tasks())}
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()})
