"""What finds nothing before it is sent in the turn of the loop in which it came; all in order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

import pytest

from chat.eager import begin
from chat.outbox import Outbox
from chat.protocol.events import Pong
from chat.protocol.frames import Speech


class Socket:
    """Takes what is sent once it is `open`; `arrived` are numbers of events, None for speech."""

    def __init__(self) -> None:
        self.arrived: list[int | None] = []
        self.open = asyncio.Event()
        self.open.set()
        self.failure: Exception | None = None
        self.send = self._send
        """The same each time, as a server's is: by it an outbox knows its socket."""

    async def _send(self, message: dict[str, Any]) -> None:
        await self.open.wait()
        if self.failure is not None:
            raise self.failure
        self.arrived.append(json.loads(message["text"])["n"] if "text" in message else None)


async def idle_writer(socket: Socket) -> tuple[Outbox, asyncio.Task[None]]:
    outbox = Outbox(socket.send)
    writing = asyncio.create_task(outbox.run(socket.send))
    await asyncio.sleep(0)
    return outbox, writing


async def test_to_a_socket_that_takes_it_no_task_is_needed() -> None:
    socket = Socket()
    outbox, writing = await idle_writer(socket)
    outbox.put(Pong())
    outbox.put(Speech(1, 0, bytes(2)))
    assert socket.arrived == [outbox.n, None]
    writing.cancel()


async def test_what_comes_while_the_socket_takes_nothing_waits_in_order() -> None:
    socket = Socket()
    outbox, writing = await idle_writer(socket)
    first = outbox.n + 1
    socket.open.clear()
    for _ in range(3):
        outbox.put(Pong())
    assert socket.arrived == []
    socket.open.set()
    outbox.put(Pong())
    async with asyncio.timeout(5):
        while len(socket.arrived) < 4:  # noqa: ASYNC110 - the list is all there is to look at
            await asyncio.sleep(0)
    assert socket.arrived == [first, first + 1, first + 2, first + 3]
    writing.cancel()


async def test_a_socket_that_fails_ends_its_writer_and_not_who_had_something_to_tell() -> None:
    socket = Socket()
    outbox, writing = await idle_writer(socket)
    socket.failure = ConnectionResetError()
    outbox.put(Pong())
    with pytest.raises(ConnectionResetError):
        await writing


async def test_what_waits_for_one_socket_is_forgotten_with_it() -> None:
    old, new = Socket(), Socket()
    outbox, writing = await idle_writer(old)
    old.open.clear()
    outbox.put(Pong())
    writing.cancel()
    outbox.detach()
    assert outbox.attach(new.send, outbox.n - 1)
    writing = asyncio.create_task(outbox.run(new.send))
    old.open.set()
    async with asyncio.timeout(5):
        while not new.arrived:  # noqa: ASYNC110 - the list is all there is to look at
            await asyncio.sleep(0)
    assert (old.arrived, new.arrived) == ([], [outbox.n])
    writing.cancel()


async def test_what_waits_for_a_new_socket_is_not_taken_by_the_writer_of_the_old_one() -> None:
    old, new = Socket(), Socket()
    outbox, writing = await idle_writer(old)
    assert outbox.attach(new.send, outbox.n)
    writing_again = asyncio.create_task(outbox.run(new.send))
    await asyncio.sleep(0)
    new.open.clear()
    outbox.put(Pong())
    await asyncio.sleep(0)
    writing.cancel()
    await asyncio.wait([writing])
    new.open.set()
    outbox.put(Pong())
    async with asyncio.timeout(5):
        while len(new.arrived) < 2:  # noqa: ASYNC110 - the list is all there is to look at
            await asyncio.sleep(0)
    assert new.arrived == [outbox.n - 1, outbox.n]
    writing_again.cancel()


# What they are begun by


async def waits_for(event: asyncio.Event, told: list[str]) -> None:
    told.append("begun")
    try:
        await event.wait()
        await asyncio.sleep(0)
        told.append("done")
    except asyncio.CancelledError:
        told.append("cancelled")
        raise


async def test_a_coroutine_that_waits_for_nothing_is_done() -> None:
    told: list[str] = []
    event = asyncio.Event()

    async def waits_for_nothing() -> None:
        told.append("done")

    assert begin(waits_for_nothing()) is None
    assert told == ["done"]
    assert not event.is_set()


async def test_the_rest_of_one_that_waits_goes_on_where_it_is_awaited() -> None:
    told: list[str] = []
    event = asyncio.Event()
    rest = begin(waits_for(event, told))
    assert rest is not None
    assert told == ["begun"]
    event.set()
    await rest
    assert told == ["begun", "done"]


async def test_cancelling_who_awaits_the_rest_reaches_it() -> None:
    told: list[str] = []
    rest = begin(waits_for(asyncio.Event(), told))

    async def await_it(rest: Awaitable[None] | None) -> None:
        assert rest is not None
        await rest

    awaiting = asyncio.create_task(await_it(rest))
    await asyncio.sleep(0)
    awaiting.cancel()
    await asyncio.wait([awaiting])
    assert awaiting.cancelled()
    assert told == ["begun", "cancelled"]


async def test_what_is_no_coroutine_is_left_to_be_awaited() -> None:
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    assert begin(future) is future


async def test_a_failure_is_raised_where_it_happens() -> None:
    async def fails(event: asyncio.Event) -> None:
        await event.wait()
        raise ConnectionResetError

    event = asyncio.Event()
    rest = begin(fails(event))
    assert rest is not None
    event.set()
    with pytest.raises(ConnectionResetError):
        await rest
    with pytest.raises(ConnectionResetError):
        begin(fails(event))
