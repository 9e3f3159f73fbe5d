"""Invariant 5: within 5 s of the end, or of the loss being noticed, nothing of a session is left."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
import websockets

from chat.protocol.limits import SUBPROTOCOL
from tests.support.chat_client import ChatClient, chat_client
from tests.support.connections import becomes_true, connections_to
from tests.support.emulator import Emulator
from tests.support.leftovers import GONE_WITHIN_S, NOTICED_WITHIN_S, nothing_is_left, upstream_port
from tests.support.process import PYTHON, Process
from tests.support.service import Service

Leaving = Callable[[ChatClient], Awaitable[None]]


async def goodbye(client: ChatClient) -> None:
    await client.hello()
    await client.send("goodbye")


async def tab_closed(client: ChatClient) -> None:
    await client.hello()
    await client.socket.close(1001)


async def closed_in_mid_answer(client: ChatClient) -> None:
    await client.hello()
    await client.send("text", id="1", text="Tell me a long story.")
    await client.expect("turn", complete=False)
    await client.socket.close(1001)


async def goodbye_in_mid_answer(client: ChatClient) -> None:
    await client.hello()
    await client.send("text", id="1", text="Tell me a long story.")
    await client.expect("turn", complete=False)
    await client.send("goodbye")


async def connection_reset(client: ChatClient) -> None:
    """What a killed process's kernel sends."""
    await client.hello()
    raw: socket.socket = client.socket.transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.socket.transport.abort()


async def half_closed(client: ChatClient) -> None:
    await client.hello()
    client.socket.transport.write_eof()


async def closed_during_setup(client: ChatClient) -> None:
    await client.send("hello")
    await client.socket.close(1001)


async def reset_during_setup(client: ChatClient) -> None:
    await client.send("hello")
    client.socket.transport.abort()


async def goodbye_twice_and_a_flood(client: ChatClient) -> None:
    await client.hello()
    for _ in range(50):
        await client.hear(bytes(1280))
    await client.send("goodbye")
    with suppress(websockets.ConnectionClosed):
        await client.send("goodbye")


WAYS: list[Leaving] = [
    goodbye,
    tab_closed,
    closed_in_mid_answer,
    goodbye_in_mid_answer,
    connection_reset,
    half_closed,
    closed_during_setup,
    reset_during_setup,
    goodbye_twice_and_a_flood,
]


@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
async def test_nothing_is_left(module_service: Service, emulator: Emulator, leave: Leaving) -> None:
    async with chat_client(module_service) as client:
        await leave(client)
        await nothing_is_left(module_service, emulator, GONE_WITHIN_S)


async def test_a_network_that_is_cut_is_noticed_by_its_silence(
    module_service: Service, emulator: Emulator
) -> None:
    async with websockets.connect(
        module_service.socket_url(),
        subprotocols=[websockets.Subprotocol(SUBPROTOCOL)],
        origin=websockets.Origin(module_service.origin),
        ping_interval=None,
        close_timeout=0.1,
    ) as silent:
        await silent.send('{"type":"hello"}')
        while json.loads(await silent.recv())["type"] != "ready":
            pass
        await becomes_true(lambda: connections_to(upstream_port(emulator)) == 1, 1)
        silent.transport.pause_reading()
        await nothing_is_left(module_service, emulator, NOTICED_WITHIN_S + GONE_WITHIN_S)
    assert module_service.rows("SELECT outcome FROM chat_conversation ORDER BY started_at DESC LIMIT 1") == [
        ("lost",)
    ]


KILLED_CLIENT = """
import sys, websockets.sync.client
socket = websockets.sync.client.connect(sys.argv[1], subprotocols=["livechat.v1"], origin=sys.argv[2])
socket.send('{"type":"hello"}')
while '"type":"ready"' not in socket.recv():
    pass
print("live", flush=True)
sys.stdin = None
while True:
    socket.recv()
"""


async def test_a_client_process_that_is_killed_leaves_nothing(
    module_service: Service, emulator: Emulator
) -> None:
    command = [PYTHON, "-c", KILLED_CLIENT, module_service.socket_url(), module_service.origin]
    with Process(command, {}) as client:
        await asyncio.to_thread(client.wait_for, "live")
        assert connections_to(upstream_port(emulator)) == 1
        client.signal(signal.SIGKILL)
        await nothing_is_left(module_service, emulator, GONE_WITHIN_S)


async def test_ten_at_once_in_ten_ways(module_service: Service, emulator: Emulator) -> None:
    async def one(leave: Leaving) -> None:
        async with chat_client(module_service) as client:
            await leave(client)

    await asyncio.gather(*(one(way) for way in (*WAYS, tab_closed)))
    await nothing_is_left(module_service, emulator, GONE_WITHIN_S)
