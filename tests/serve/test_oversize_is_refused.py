from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.serve.raw_socket import BINARY, CONTINUATION, TEXT, RawSocket, frame, raw_socket
from tests.serve.served import GROWTH_BYTES, MB, Served, served

TOO_BIG = 1009
MOST_BYTES = 20 * MB


def one_frame(client: RawSocket) -> None:
    client.send(frame(BINARY, bytes(2 * MB)))


def a_huge_announcement(client: RawSocket) -> None:
    client.send(frame(BINARY, b"x", length=1 << 40))


def endless_fragments(client: RawSocket) -> None:
    client.send(frame(TEXT, b"x" * 60_000, final=False))
    client.flood(frame(CONTINUATION, b"x" * 60_000, final=False), MOST_BYTES, 1)


def endless_tiny_fragments(client: RawSocket) -> None:
    client.send(frame(BINARY, b"xx", final=False))
    client.flood(frame(CONTINUATION, b"xx", final=False), MOST_BYTES, 1)


def endless_empty_fragments(client: RawSocket) -> None:
    client.send(frame(BINARY, final=False))
    client.flood(frame(CONTINUATION, final=False), MOST_BYTES, 1)


@pytest.mark.parametrize(
    "send",
    [
        one_frame,
        a_huge_announcement,
        endless_fragments,
        endless_tiny_fragments,
        endless_empty_fragments,
    ],
)
def test_a_message_that_is_too_big_closes_the_socket(
    server: Served, send: Callable[[RawSocket], None]
) -> None:
    with raw_socket(server.port) as client:
        client.open("/echo")
        before = server.peak_bytes()
        # It may be cut off while it still sends.
        with suppress(ConnectionError):
            send(client)
        assert client.close_code() == TOO_BIG
    server.process.wait_for(r"disconnect 10\d\d")
    assert server.peak_bytes() - before < GROWTH_BYTES


async def test_as_much_as_is_allowed_arrives(server: Served) -> None:
    async with server.connect("/echo") as client:
        message = "x" * MB
        await client.send(message)
        assert await client.recv() == message
        await client.send([message[:1000]] * 900)
        assert await client.recv() == message[: 1000 * 900]


async def test_a_large_message_in_tiny_pieces_costs_no_more_than_its_size(server: Served) -> None:
    with raw_socket(server.port) as client:
        client.open("/echo")
        before = server.peak_bytes()
        whole = frame(BINARY, bytes(200_000))
        for start in range(0, len(whole), 20):
            client.send(whole[start : start + 20])
        assert next(client.frames()) == (BINARY, bytes(200_000))
        assert server.peak_bytes() - before < GROWTH_BYTES


def test_the_limit_is_an_option() -> None:
    with served("--websocket-max-message-size", "1000") as server, raw_socket(server.port) as client:
        client.open("/echo")
        client.send(frame(TEXT, b"x" * 1001))
        assert client.close_code() == TOO_BIG


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(frame(3), id="an opcode of no meaning"),
        pytest.param(frame(CONTINUATION), id="the middle of nothing"),
        pytest.param(b"\xf2\x80\0\0\0\0", id="an extension that was not agreed on"),
        pytest.param(b"\x82\x05hello", id="without a mask"),
        pytest.param(frame(9, bytes(200)), id="a long ping"),
    ],
)
def test_who_breaks_the_protocol_is_told_so(shared_server: Served, broken: bytes) -> None:
    with raw_socket(shared_server.port) as client:
        client.open("/echo")
        client.send(broken)
        assert client.close_code() == 1002


def test_text_that_is_none_is_refused(shared_server: Served) -> None:
    with raw_socket(shared_server.port) as client:
        client.open("/echo")
        client.send(frame(TEXT, b"\xff\xfe"))
        assert client.close_code() == 1007
