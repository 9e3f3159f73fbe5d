from __future__ import annotations

import ssl
from pathlib import Path

import websockets

from tests.serve.served import APPLICATION
from tests.support.connections import becomes_true
from tests.support.environment import bare_environment
from tests.support.process import PYTHON, Process, run
from tests.support.servers import LISTENING

SERVE = [PYTHON, "-m", "livechat.serve"]
WITHIN_S = 20


async def test_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    with Process([*SERVE, "--unix-socket", str(path), APPLICATION], bare_environment()):
        await becomes_true(path.is_socket, WITHIN_S)
        async with websockets.unix_connect(str(path), "ws://localhost/echo", compression=None) as client:
            await client.send("a word")
            assert await client.recv() == "a word"


async def test_tls(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    run([*new, *name, "-keyout", str(key), "-out", str(certificate)], bare_environment())
    endpoint = f"ssl:0:interface=127.0.0.1:privateKey={key}:certKey={certificate}"
    with Process([*SERVE, "--endpoint", endpoint, APPLICATION], bare_environment()) as process:
        port = process.wait_for(LISTENING)[1]
        trust = ssl.create_default_context(cafile=str(certificate))
        async with websockets.connect(
            f"wss://localhost:{port}/echo", ssl=trust, proxy=None, compression=None
        ) as client:
            for message in ("a word", "x" * 500_000):
                await client.send(message)
                assert await client.recv() == message
