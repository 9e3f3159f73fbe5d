"""A client that resets its connection instead of closing it, at whatever moment, leaves nothing open."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

import pytest

from tests.serve.raw_socket import BINARY, RawSocket, frame, raw_socket
from tests.serve.served import Served
from tests.support.connections import becomes_true

MANY = 40
WITHIN_S = 20


def reset(client: RawSocket) -> None:
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.socket.close()


def open_files(server: Served) -> int:
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


def files_at_rest(server: Served) -> int:
    """With those that stay open after the first connection of all, which the answered request was."""
    assert server.get("/counts").status == 200
    return open_files(server)


@pytest.mark.parametrize("path", ["/echo", "/endless", "/given"])
async def test_an_open_socket(server: Served, path: str) -> None:
    at_rest = files_at_rest(server)
    for _ in range(MANY):
        with raw_socket(server.port) as client:
            client.open(path)
            client.send(frame(BINARY, bytes(100_000)))
            reset(client)
    await becomes_true(lambda: open_files(server) <= at_rest, WITHIN_S)


async def test_one_that_has_not_said_anything(server: Served) -> None:
    at_rest = files_at_rest(server)
    for _ in range(MANY):
        with raw_socket(server.port) as client:
            reset(client)
    await becomes_true(lambda: open_files(server) <= at_rest, WITHIN_S)


async def test_a_request_that_is_half_sent(server: Served) -> None:
    at_rest = files_at_rest(server)
    for _ in range(MANY):
        with raw_socket(server.port) as client:
            client.send(b"POST /mirror HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
            reset(client)
    await becomes_true(lambda: open_files(server) <= at_rest, WITHIN_S)
