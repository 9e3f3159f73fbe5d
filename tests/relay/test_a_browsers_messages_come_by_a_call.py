"""A message that the server gives by a call has the effect of one that is awaited."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from chat.browser import Browser, BrowserLeft, Message
from chat.errors import ProtocolError
from chat.protocol.commands import Ping, Played
from chat.protocol.limits import FATAL_ERRORS_PER_MINUTE

Raw = dict[str, Any]
LEFT: Raw = {"type": "websocket.disconnect", "code": 1001}


def said(**command: Any) -> Raw:
    return {"type": "websocket.receive", "text": json.dumps(command)}


class Server:
    """What a socket brings waits until the application awaits it, or wants it `given`."""

    def __init__(self, *, gives: bool) -> None:
        self.sent: list[Raw] = []
        self._waiting: asyncio.Queue[Raw] = asyncio.Queue()
        self._take: Callable[[Raw], None] | None = None
        self.browser = Browser(self._waiting.get, self._send, self.give_to if gives else None)

    async def _send(self, message: Raw) -> None:
        self.sent.append(message)

    def give_to(self, take: Callable[[Raw], None] | None) -> None:
        self._take = take
        while take is not None and not self._waiting.empty():
            take(self._waiting.get_nowait())

    def brings(self, *messages: Raw) -> None:
        for message in messages:
            if self._take is not None:
                self._take(message)
            else:
                self._waiting.put_nowait(message)


@pytest.fixture(params=[True, False], ids=["given", "awaited"])
def server(request: pytest.FixtureRequest) -> Server:
    return Server(gives=request.param)


async def test_each_is_taken_in_order_until_the_socket_closes(server: Server) -> None:
    taken: list[Message] = []
    server.brings(said(type="played", turn=1, samples=1))
    receiving = asyncio.create_task(server.browser.receive_all(taken.append))
    await asyncio.sleep(0)
    server.brings(said(type="played", turn=1, samples=2), said(type="ping"), LEFT)
    with pytest.raises(BrowserLeft):
        await receiving
    assert taken == [Played(turn=1, samples=1), Played(turn=1, samples=2), Ping()]


async def test_what_came_while_something_else_was_awaited_comes_first(server: Server) -> None:
    async def something_else() -> None:
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    taken: list[Message] = []
    server.brings(said(type="played", turn=1, samples=1))
    await server.browser.while_there(something_else())
    server.brings(said(type="played", turn=1, samples=2), LEFT)
    with pytest.raises(BrowserLeft):
        await server.browser.receive_all(taken.append)
    assert taken == [Played(turn=1, samples=1), Played(turn=1, samples=2)]


async def test_one_that_is_wrong_is_answered_and_loses_only_itself(server: Server) -> None:
    taken: list[Message] = []
    receiving = asyncio.create_task(server.browser.receive_all(taken.append))
    await asyncio.sleep(0)
    server.brings(said(type="nonsense"), said(type="ping"), LEFT)
    with pytest.raises(BrowserLeft):
        await receiving
    assert taken == [Ping()]
    await server.browser.outbox.flush(server.browser.send)
    [error] = [json.loads(message["text"]) for message in server.sent]
    assert (error["code"], error["fatal"]) == ("bad_message", False)


async def test_the_tenth_within_a_minute_ends_it(server: Server) -> None:
    receiving = asyncio.create_task(server.browser.receive_all(lambda message: None))
    await asyncio.sleep(0)
    server.brings(*[said(type="nonsense")] * (FATAL_ERRORS_PER_MINUTE + 2))
    with pytest.raises(ProtocolError) as fatal:
        await receiving
    assert fatal.value.fatal


async def test_what_taking_raises_ends_it_and_nothing_more_is_taken(server: Server) -> None:
    taken: list[Message] = []

    def take(message: Message) -> None:
        taken.append(message)
        raise ZeroDivisionError

    receiving = asyncio.create_task(server.browser.receive_all(take))
    await asyncio.sleep(0)
    server.brings(said(type="ping"), said(type="ping"))
    with pytest.raises(ZeroDivisionError):
        await receiving
    assert taken == [Ping()]
