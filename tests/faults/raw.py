"""A WebSocket without a client: for who sends what no client would, and reads or not as it likes."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

HOST = "127.0.0.1"
MASK = bytes(4)
"""Of zeros: masking changes nothing then."""
TEXT, BINARY, CLOSE, PONG = 0x1, 0x2, 0x8, 0xA
FIN = 0x80


def frame(opcode: int, payload: bytes, *, final: bool = True) -> bytes:
    """RFC 6455, 5.2; masked, as a client's have to be."""
    head = bytes([(FIN if final else 0) | opcode])
    if len(payload) < 126:
        length = bytes([0x80 | len(payload)])
    elif len(payload) < 65_536:
        length = bytes([0x80 | 126]) + struct.pack("!H", len(payload))
    else:
        length = bytes([0x80 | 127]) + struct.pack("!Q", len(payload))
    return head + length + MASK + payload


def upgrade(port: int, path: str = "/ws/chat/", headers: Mapping[str, str] | None = None) -> bytes:
    """The request. `headers` come in place of those of the same name."""
    fields = {
        "Host": f"{HOST}:{port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "livechat.v1",
        "Origin": f"http://{HOST}:{port}",
        **(headers or {}),
    }
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode()


class Raw:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.events: list[dict[str, Any]] = []
        self.close_code = 0

    async def send(self, data: bytes) -> bool:
        """False once the other side has gone."""
        with suppress(OSError):
            self.writer.write(data)
            await self.writer.drain()
            return not self.writer.is_closing()
        return False

    async def say(self, kind: str, **fields: Any) -> None:
        await self.send(frame(TEXT, json.dumps({"type": kind, **fields}).encode()))

    async def expect(self, kind: str, within_s: float = 30) -> dict[str, Any]:
        async with asyncio.timeout(within_s):
            while True:
                opcode, payload = await self.receive()
                if opcode == TEXT and (event := self.events[-1])["type"] == kind:
                    return event
                if opcode == CLOSE:
                    raise ConnectionError(f"closed with {self.close_code} before {kind}")

    async def receive(self) -> tuple[int, bytes]:
        """Opcode and payload. Raises OSError or IncompleteReadError at the end."""
        first, length = await self.reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        payload = await self.reader.readexactly(length)
        opcode = first & 0x0F
        if opcode == TEXT:
            self.events.append(json.loads(payload))
        elif opcode == CLOSE:
            self.close_code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
        return opcode, payload

    async def closed(self, within_s: float = 30) -> int:
        """The close code, 1006 where none came; 0 where it stays open."""
        try:
            async with asyncio.timeout(within_s):
                while self.close_code == 0:
                    await self.receive()
        except TimeoutError:
            return 0
        except (OSError, asyncio.IncompleteReadError):
            return self.close_code or 1006
        return self.close_code


@asynccontextmanager
async def raw_socket(
    port: int, *, receive_bytes: int = 0, hello: bool = True, headers: Mapping[str, str] | None = None
) -> AsyncIterator[Raw]:
    """Upgraded, and greeted unless `hello` is false. `receive_bytes`: the kernel keeps so much unread."""
    connection = socket.socket()
    if receive_bytes:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    connection.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connection, (HOST, port))
    reader, writer = await asyncio.open_connection(sock=connection)
    try:
        writer.write(upgrade(port, headers=headers))
        status = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in status.split(b"\r\n")[0]:
            raise ConnectionError(status.split(b"\r\n")[0].decode())
        raw = Raw(reader, writer)
        if hello:
            await raw.say("hello")
            await raw.expect("ready")
        yield raw
    finally:
        writer.transport.abort()
