from __future__ import annotations

from pathlib import Path

import websockets

from tests.serve.served import APPLICATION, Served
from tests.support.connections import becomes_true
from tests.support.environment import bare_environment
from tests.support.process import PYTHON, Process

WITHIN_S = 20


async def test_on_tcp(shared_server: Served) -> None:
    async with shared_server.connect("/prompt") as client:
        await client.send("a word")
        assert await client.recv() == "a word"
        shared_server.process.wait_for("waiting 0 of 1")


async def test_on_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    command = [PYTHON, "-m", "livechat.serve", "--unix-socket", str(path), APPLICATION]
    with Process(command, bare_environment()) as process:
        await becomes_true(path.is_socket, WITHIN_S)
        async with websockets.unix_connect(str(path), "ws://localhost/prompt", compression=None) as client:
            await client.send("a word")
            assert await client.recv() == "a word"
            process.wait_for("waiting 0 of 1")
