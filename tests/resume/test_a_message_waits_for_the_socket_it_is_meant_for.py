"""A resume while the old socket still takes what is sent: nothing of what waits is lost with it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from chat.outbox import Outbox
from chat.protocol.events import Pong


async def test_the_old_writer_sends_nothing_to_the_new_socket() -> None:
    old: list[int] = []
    new: list[int] = []
    stuck = asyncio.Event()

    async def to_old(message: dict[str, Any]) -> None:
        old.append(json.loads(message["text"])["n"])
        await stuck.wait()

    async def to_new(message: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        new.append(json.loads(message["text"])["n"])

    outbox = Outbox(to_old)
    writing = asyncio.create_task(outbox.run(to_old))
    for _ in range(3):
        outbox.put(Pong())
    await asyncio.sleep(0)
    seen = outbox.n - 3
    assert outbox.attach(to_new, seen)
    writing_again = asyncio.create_task(outbox.run(to_new))
    stuck.set()
    outbox.put(Pong())
    async with asyncio.timeout(5):
        while len(new) < 4:  # noqa: ASYNC110 - the list is all there is to look at
            await asyncio.sleep(0)
    for task in (writing, writing_again):
        task.cancel()
    assert old == [seen + 1]
    assert new == [seen + 1, seen + 2, seen + 3, seen + 4]
