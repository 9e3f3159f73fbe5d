"""SIGTERM: nobody new, everybody told, every cleanup run, and an end in time."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import AsyncExitStack

import pytest

from tests.serve.raw_socket import raw_socket, upgrade
from tests.serve.served import Served, served
from tests.serve.sockets import CLEANUP_S

RESTART = 1012
WITHIN_S = 5
CLIENTS = 6


async def end(server: Served, within_s: float = WITHIN_S) -> float:
    """How long it took after the signal that was sent before."""
    began = time.monotonic()
    assert await asyncio.to_thread(server.process.wait, within_s) == 0
    return time.monotonic() - began


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_all_are_told_and_clean_up_with_an_upgrade_and_a_request_under_way(
    server: Served, number: signal.Signals
) -> None:
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(server.connect("/cleaning")) for _ in range(CLIENTS - 1)]
        upgrading = stack.enter_context(raw_socket(server.port))
        posting = stack.enter_context(raw_socket(server.port))
        posting.send(b"POST /mirror HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf ")
        upgrading.send(upgrade("/cleaning"))
        server.process.signal(number)

        for client in clients:
            await client.wait_closed()
            assert (client.close_code, client.close_reason) == (RESTART, "the server restarts: connect again")
        posting.send(b"sent")
        assert "200" in posting.status_line()
        assert "101" in upgrading.status_line()
        assert upgrading.close_code() == RESTART
    await end(server)
    assert server.told("cleaned") == server.told(f"disconnect {RESTART}") == CLIENTS


async def test_nobody_new_is_let_in(server: Served) -> None:
    with raw_socket(server.port) as asking:
        asking.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /open HTTP/1.1\r\nHost: x\r\n\r\n")
        server.process.wait_for("asked")
        server.process.signal(signal.SIGTERM)
        server.process.wait_for("shutdown")
        with pytest.raises(ConnectionRefusedError):
            server.get("/counts")


async def test_a_request_under_way_is_answered_and_its_connection_closed(server: Served) -> None:
    with raw_socket(server.port) as asking, raw_socket(server.port) as keeping:
        asking.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        keeping.send(b"POST /open HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n1")
        server.process.wait_for("asked")
        server.process.signal(signal.SIGTERM)
        server.process.wait_for("shutdown")
        keeping.send(b"23")
        for client in (keeping, asking):
            head = client.head()
            assert "200" in head
            assert "connection: close" in head.lower()
    await end(server)


async def test_the_application_shuts_down_first(server: Served) -> None:
    async with server.connect("/echo") as client:
        server.process.signal(signal.SIGTERM)
        await client.wait_closed()
    await end(server)
    told = server.process.lines
    assert told.index("startup") < told.index("shutdown") < told.index(f"disconnect {RESTART}")


async def test_what_does_not_end_is_cancelled_when_the_time_is_up() -> None:
    with served("--drain-timeout", "0.5") as server:
        async with server.connect("/stubborn") as client, server.connect("/cleaning"):
            server.process.signal(signal.SIGTERM)
            await client.wait_closed()
            assert client.close_code == RESTART
        await end(server)
    assert server.told("cancelled") == server.told("cleaned") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_cuts_it_short(number: signal.Signals) -> None:
    with served("--drain-timeout", "60") as server:
        async with server.connect("/stubborn") as client:
            server.process.signal(number)
            await client.wait_closed()
        server.process.signal(number)
        await end(server)
    assert server.told("cancelled") == 1


async def test_a_cleanup_that_takes_a_while_is_waited_for(server: Served) -> None:
    async with server.connect("/cleaning"):
        server.process.signal(signal.SIGTERM)
    assert await end(server) < CLEANUP_S + WITHIN_S
    assert server.told("cleaned") == 1


@pytest.mark.parametrize("path", ["/blocking", "/thread"])
async def test_a_process_that_hangs_is_ended_all_the_same(path: str) -> None:
    with served("--drain-timeout", "0.1") as server:
        async with server.connect(path, close_timeout=0.1) as client:
            await client.send("now")
            server.process.wait_for("hanging")
            server.process.signal(signal.SIGTERM)
            assert await asyncio.to_thread(server.process.wait, 15) == 1
    assert "Timeout" in server.process.log


async def test_a_client_that_answers_no_close_is_not_waited_for_long(server: Served) -> None:
    with raw_socket(server.port) as client:
        client.open("/cleaning")
        server.process.signal(signal.SIGTERM)
        assert await end(server, 15) < 10
    assert server.told("cleaned") == 1
