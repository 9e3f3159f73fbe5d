from __future__ import annotations

import asyncio

import pytest

from tests.serve.raw_socket import BINARY, TEXT, frame, raw_socket, upgrade
from tests.serve.served import GROWTH_BYTES, MB, Served, served
from tests.support.connections import becomes_true

WITHIN_S = 20
STUCK_S = 0.5
FLOOD_BYTES = 100 * MB
KERNEL_BYTES = 16 * MB
"""More than Linux buffers on both sides of one connection."""


@pytest.mark.parametrize("size", [100, 4096, 200_000])
async def test_an_application_that_takes_nothing_stops_its_client(server: Served, size: int) -> None:
    message = frame(BINARY, bytes(size))
    with raw_socket(server.port) as client:
        client.open("/deaf")
        before = server.peak_bytes()
        sent = await asyncio.to_thread(client.flood, message, FLOOD_BYTES, STUCK_S)
        assert sent < KERNEL_BYTES
        assert server.peak_bytes() - before < GROWTH_BYTES

        # Once it takes them, all arrive.
        server.get("/open")
        await becomes_true(lambda: server.count("taken") == sent // len(message), WITHIN_S)


async def test_empty_messages_are_bounded_too() -> None:
    with served("--drain-timeout", "0.1") as server, raw_socket(server.port) as client:
        client.open("/deaf")
        before = server.peak_bytes()
        assert await asyncio.to_thread(client.flood, frame(BINARY), FLOOD_BYTES, STUCK_S) < KERNEL_BYTES
        assert server.peak_bytes() - before < GROWTH_BYTES


async def test_a_client_that_floods_before_it_is_accepted_is_stopped(server: Served) -> None:
    with raw_socket(server.port) as client:
        client.send(upgrade("/late"))
        server.process.wait_for("asked")
        before = server.peak_bytes()
        sent = await asyncio.to_thread(client.flood, frame(TEXT, b"early"), FLOOD_BYTES, STUCK_S)
        assert sent < KERNEL_BYTES
        assert server.peak_bytes() - before < GROWTH_BYTES

        server.get("/open")
        assert "101" in client.status_line()
        assert next(client.frames()) == (TEXT, b"early")


async def test_others_are_served_in_the_middle_of_a_flood(server: Served) -> None:
    """Between any two turns of the flood there is one of theirs, so few are enough."""
    with raw_socket(server.port) as flooder:
        flooder.open("/greedy")
        flooding = asyncio.create_task(
            asyncio.to_thread(flooder.flood, frame(BINARY), MB, stuck_after_s=STUCK_S)
        )
        async with server.connect("/echo") as client:
            for _ in range(20):
                await client.send("a word")
                assert await client.recv() == "a word"
        taken = server.count("taken")
        await flooding
    assert 0 < taken < MB // len(frame(BINARY))


async def test_a_client_that_left_is_noticed_behind_what_it_flooded(server: Served) -> None:
    with raw_socket(server.port) as client:
        client.open("/deaf")
        await asyncio.to_thread(client.flood, frame(BINARY, bytes(4096)), FLOOD_BYTES, STUCK_S)
    server.get("/open")
    server.process.wait_for(r"taken \d+", WITHIN_S)
