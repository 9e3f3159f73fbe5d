from __future__ import annotations

import asyncio
import signal

import pytest

from tests.serve.raw_socket import PING, TEXT, frame, raw_socket
from tests.serve.served import APPLICATION, Served, served
from tests.support.environment import bare_environment
from tests.support.process import PYTHON, Process
from tests.support.servers import HOST, LISTENING

QUICK = ("--ping-interval", "1", "--ping-timeout", "1")


def test_a_client_that_answers_no_ping_is_lost() -> None:
    with served(*QUICK) as server, raw_socket(server.port) as client:
        client.open("/echo")
        assert next(client.frames())[0] == PING
        server.process.wait_for("disconnect 1006", within_s=10)


async def test_one_that_answers_stays() -> None:
    with served(*QUICK) as server:
        async with server.connect("/echo", ping_interval=None) as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.recv(), 5)
            await client.send("still here")
            assert await client.recv() == "still here"


async def test_one_that_sends_stays() -> None:
    with served(*QUICK) as server, raw_socket(server.port) as client:
        client.open("/echo")
        for _ in range(30):
            client.send(frame(TEXT, b"a word"))
            await asyncio.sleep(0.1)
        assert not server.told("disconnect 1006")


@pytest.mark.parametrize("jump_h", [25, -25])
async def test_a_clock_that_jumps_closes_nothing_and_stops_nothing(jump_h: int) -> None:
    """With the limits of Daphne's that go by time, and pings that are due each second."""
    options = (*QUICK, "--websocket_timeout", "3600", "--http-timeout", "60")
    command = [PYTHON, "-m", "tests.serve.jumping_clock", str(jump_h), "--bind", HOST, "--port", "0"]
    with Process([*command, *options, APPLICATION], bare_environment()) as process:
        server = Served(int(process.wait_for(LISTENING)[1]), process)
        with raw_socket(server.port) as silent:
            silent.open("/echo")
            async with server.connect("/echo", ping_interval=None) as client:
                process.signal(signal.SIGUSR1)
                process.wait_for("jumped")
                await asyncio.to_thread(process.wait_for, "disconnect 1006", 10)
                assert next(silent.frames())[0] == PING
                await client.send("still here")
                assert await client.recv() == "still here"
        assert server.get("/counts").status == 200
