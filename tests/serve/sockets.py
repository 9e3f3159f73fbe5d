"""WebSockets, each of which behaves in one way."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
import time

from tests.serve.stage import MESSAGE, Message, Receive, Scope, Send, counted, gate, tell

CLEANUP_S = 0.2
PATIENCE_S = 0.3
HANG_S = 60


async def accept(receive: Receive, send: Send) -> None:
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept"})


async def echo(receive: Receive, send: Send) -> None:
    await accept(receive, send)
    while (message := await receive())["type"] == "websocket.receive":
        await send(message | {"type": "websocket.send"})
    tell(f"disconnect {message['code']}")


async def closer(receive: Receive, send: Send) -> None:
    """Closes with the code and the reason that it is sent."""
    await accept(receive, send)
    wanted = json.loads((await receive())["text"])
    await send({"type": "websocket.close", **wanted})
    tell(f"closed {(await receive())['code']}")


async def endless(receive: Receive, send: Send) -> None:
    """Sends until its client leaves, and counts the bytes that the server took."""
    await accept(receive, send)
    leaving = asyncio.ensure_future(receive())
    while not leaving.done():
        await send({"type": "websocket.send", "bytes": MESSAGE})
        counted.sent_bytes += len(MESSAGE)
        await asyncio.sleep(0)
    tell("endless ended")


async def impatient(receive: Receive, send: Send) -> None:
    """Closes a client that has read nothing for a while."""
    await accept(receive, send)
    count = 0

    async def fill() -> None:
        nonlocal count
        while True:
            await send({"type": "websocket.send", "bytes": MESSAGE})
            count += 1
            await asyncio.sleep(0)

    filling = asyncio.create_task(fill())
    before = -1
    while before < count:
        before = count
        await asyncio.sleep(PATIENCE_S)
    tell("stuck")
    await send({"type": "websocket.close", "code": 4408})
    tell("lost patience")
    filling.cancel()


async def deaf(receive: Receive, send: Send) -> None:
    """Takes nothing until the gate is opened, then counts what it takes."""
    await accept(receive, send)
    await gate.wait()
    while (await receive())["type"] == "websocket.receive":
        counted.taken += 1
    tell(f"taken {counted.taken}")


async def greedy(receive: Receive, send: Send) -> None:
    """Takes all it can."""
    gate.set()
    await deaf(receive, send)


async def late(receive: Receive, send: Send) -> None:
    """Accepts only once the gate is open."""
    tell("asked")
    await gate.wait()
    await echo(receive, send)


async def cleaning(receive: Receive, send: Send) -> None:
    """Tells when its cleanup is done, which takes a while, after a disconnect or a cancellation."""
    try:
        await accept(receive, send)
        while (message := await receive())["type"] == "websocket.receive":
            pass
        tell(f"disconnect {message['code']}")
    finally:
        await asyncio.sleep(CLEANUP_S)
        tell("cleaned")


async def stubborn(receive: Receive, send: Send) -> None:
    """Doesn't end by itself when it is disconnected."""
    try:
        await accept(receive, send)
        await asyncio.Event().wait()
    finally:
        tell("cancelled")


async def blocking(receive: Receive, send: Send) -> None:
    """Keeps the whole loop to itself."""
    await accept(receive, send)
    await receive()
    tell("hanging")
    time.sleep(HANG_S)  # noqa: ASYNC251  # the fault itself


async def thread(receive: Receive, send: Send) -> None:
    """Leaves a thread behind that doesn't end."""
    await accept(receive, send)
    await receive()
    threading.Thread(target=time.sleep, args=[HANG_S]).start()
    tell("hanging")
    await receive()


async def failing(receive: Receive, send: Send) -> None:
    await accept(receive, send)
    raise RuntimeError("as it should")


async def returning(receive: Receive, send: Send) -> None:
    await accept(receive, send)


async def refusing(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close"})


async def unaccepting(receive: Receive, send: Send) -> None:
    """Ends without an answer."""


async def afterwards(receive: Receive, send: Send) -> None:
    """Sends to a client that has left."""
    await accept(receive, send)
    assert (await receive())["type"] == "websocket.disconnect"
    await send({"type": "websocket.send", "text": "too late"})
    await send({"type": "websocket.close"})
    tell("sent afterwards")


async def prompt(receive: Receive, send: Send) -> None:
    """Tells, of each message that it sends back, how many connections have to write in the next turn."""
    # The application is loaded before there is a reactor.
    from livechat.serving.transport import Transport

    await accept(receive, send)
    while (message := await receive())["type"] == "websocket.receive":
        await send(message | {"type": "websocket.send"})
        await asyncio.sleep(0)
        connections = [each for each in gc.get_objects() if isinstance(each, Transport)]
        tell(f"waiting {sum(connection.unsent for connection in connections)} of {len(connections)}")


async def given(scope: Scope, receive: Receive, send: Send) -> None:
    """Echoes what it is given, by the server's extension, until "enough"; then what it awaits."""
    await accept(receive, send)
    give_to = scope["extensions"]["livechat.receive_each"]["give_to"]
    messages: asyncio.Queue[Message] = asyncio.Queue()
    give_to(messages.put_nowait)
    while (message := await messages.get())["type"] == "websocket.receive":
        await send(message | {"type": "websocket.send"})
        if message.get("text") == "enough":
            give_to(None)
            return await send({"type": "websocket.send", "text": f"awaited: {(await receive())['text']}"})
    tell("left while given")


SOCKETS = {
    "/echo": echo,
    "/prompt": prompt,
    "/closer": closer,
    "/endless": endless,
    "/impatient": impatient,
    "/deaf": deaf,
    "/greedy": greedy,
    "/late": late,
    "/cleaning": cleaning,
    "/stubborn": stubborn,
    "/blocking": blocking,
    "/thread": thread,
    "/failing": failing,
    "/returning": returning,
    "/refusing": refusing,
    "/unaccepting": unaccepting,
    "/afterwards": afterwards,
}
