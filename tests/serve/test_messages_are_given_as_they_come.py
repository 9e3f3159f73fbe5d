"""The server's extension by which an application has its messages without a task being woken for each."""

from __future__ import annotations

from tests.serve.served import Served
from tests.support.connections import becomes_true

MANY = 50
WITHIN_S = 20


async def test_each_in_its_order_those_before_it_was_asked_for_included(shared_server: Served) -> None:
    async with shared_server.connect("/given") as client:
        for number in range(MANY):
            await client.send(str(number))
        await client.send(b"bytes")
        assert [await client.recv() for _ in range(MANY)] == [str(number) for number in range(MANY)]
        assert await client.recv() == b"bytes"


async def test_they_can_be_awaited_again(shared_server: Served) -> None:
    async with shared_server.connect("/given") as client:
        await client.send("enough")
        assert await client.recv() == "enough"
        await client.send("one more")
        assert await client.recv() == "awaited: one more"


async def test_the_end_is_given_too(shared_server: Served) -> None:
    before = shared_server.told("left while given")
    async with shared_server.connect("/given") as client:
        await client.send("0")
        await client.recv()
    await becomes_true(lambda: shared_server.told("left while given") == before + 1, WITHIN_S)
