"""HTTP, each path of which behaves in one way."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tests.serve.stage import MESSAGE, Receive, Scope, Send, counted, gate, tell


async def answer(send: Send, body: Any, status: int = 200) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


async def body_of(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


async def counts(scope: Scope, receive: Receive, send: Send) -> None:
    await answer(send, vars(counted))


async def open_gate(scope: Scope, receive: Receive, send: Send) -> None:
    gate.set()
    await answer(send, {})


async def mirror(scope: Scope, receive: Receive, send: Send) -> None:
    body = await body_of(receive)
    shown = {"root_path": scope["root_path"], "state": scope.get("state"), "body": body.decode()}
    await answer(send, shown)


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for part in (b"one ", b"two ", b"three"):
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body"})


async def endless_page(scope: Scope, receive: Receive, send: Send) -> None:
    await body_of(receive)
    leaving = asyncio.ensure_future(receive())
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while not leaving.done():
        await send({"type": "http.response.body", "body": MESSAGE, "more_body": True})
        counted.sent_bytes += len(MESSAGE)
        await asyncio.sleep(0)


async def slow_page(scope: Scope, receive: Receive, send: Send) -> None:
    tell("asked")
    await gate.wait()
    await answer(send, {})


async def failing_page(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("as it should")


async def half_page(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"half ", "more_body": True})
    raise RuntimeError("as it should")


async def silent_page(scope: Scope, receive: Receive, send: Send) -> None:
    """Ends without an answer."""


PAGES = {
    "/counts": counts,
    "/open": open_gate,
    "/mirror": mirror,
    "/stream": stream,
    "/endless": endless_page,
    "/slow": slow_page,
    "/failing": failing_page,
    "/half": half_page,
    "/silent": silent_page,
}
