"""An ASGI application that shows what its server does: each event is a line."""

from __future__ import annotations

from tests.serve.pages import PAGES
from tests.serve.sockets import SOCKETS, given
from tests.serve.stage import Receive, Scope, Send, tell


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    match scope["type"]:
        case "lifespan":
            await lifespan(scope, receive, send)
        case "websocket" if scope["path"] == "/given":
            await given(scope, receive, send)
        case "websocket":
            await SOCKETS[scope["path"]](receive, send)
        case "http":
            await PAGES[scope["path"]](scope, receive, send)


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    assert (await receive())["type"] == "lifespan.startup"
    scope["state"]["greeting"] = "hello"
    tell("startup")
    await send({"type": "lifespan.startup.complete"})
    assert (await receive())["type"] == "lifespan.shutdown"
    tell("shutdown")
    await send({"type": "lifespan.shutdown.complete"})


async def without_a_database(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "no database"})


async def knows_none(scope: Scope, receive: Receive, send: Send) -> None:
    assert scope["type"] != "lifespan"
    await application(scope, receive, send)


async def ignores_it(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "lifespan":
        await application(scope, receive, send)


async def fails_at_the_end(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "lifespan":
        return await application(scope, receive, send)
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    raise RuntimeError("as it should")
