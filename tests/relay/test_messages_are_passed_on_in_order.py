"""The model's messages are taken as they are read, whole or in pieces, none before another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosedError

from chat.gemini.connection import TappedConnection


@asynccontextmanager
async def model(*messages: bytes | list[bytes]) -> AsyncIterator[TappedConnection]:
    """Says these, a list in fragments, and closes with 1011."""

    async def talk(socket: ServerConnection) -> None:
        for message in messages:
            await socket.send(message)
        await socket.close(1011, "enough")

    async with (
        serve(talk, "127.0.0.1", 0) as server,
        connect(
            f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}",
            create_connection=TappedConnection,
            proxy=None,
        ) as connection,
    ):
        assert isinstance(connection, TappedConnection)
        yield connection


async def test_whole_and_fragmented_messages() -> None:
    taken: list[bytes] = []
    async with model(b"1", b"2", [b"3", b"3"], b"4", [b"5", b"5", b"5"], [b"6"], b"7") as connection:
        with pytest.raises(ConnectionClosedError):
            await connection.pass_on(taken.append)
    assert taken == [b"1", b"2", b"33", b"4", b"555", b"6", b"7"]


async def test_behind_what_was_there_before_and_read_one_by_one() -> None:
    taken: list[bytes] = []
    async with model(*(b"%d" % number for number in range(12))) as connection:
        taken.append(await connection.recv(decode=False))
        taken.append(await connection.recv(decode=False))
        with pytest.raises(ConnectionClosedError):
            await connection.pass_on(taken.append)
    assert taken == [b"%d" % number for number in range(12)]


async def test_what_taking_raises_ends_it_and_nothing_more_is_taken() -> None:
    taken: list[bytes] = []

    def take(message: bytes) -> None:
        taken.append(message)
        if message == b"2":
            raise ValueError("garbage")

    async with model(b"1", b"2", b"3", b"4") as connection:
        with pytest.raises(ValueError, match="garbage"):
            await connection.pass_on(take)
    assert taken == [b"1", b"2"]


async def test_it_can_be_read_one_by_one_again() -> None:
    def refuse(message: bytes) -> None:
        raise ValueError

    async with model(b"1", b"2", b"3") as connection:
        with pytest.raises(ValueError):
            await connection.pass_on(refuse)
        assert [await connection.recv(), await connection.recv()] == [b"2", b"3"]
