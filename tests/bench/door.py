"""How a browser of the load gets in."""

from __future__ import annotations

import asyncio
import json
import ssl

from picows import ws_connect

from tests.bench.control import HOST
from tests.bench.talkers import Talker

READY_WITHIN_S = 30


class Door:
    """`context` for a door with TLS, `token` for one that asks for tickets."""

    def __init__(self, port: int, context: ssl.SSLContext | None = None, token: str = "") -> None:
        self._port = port
        self._context = context
        self._token = token

    async def enter(self, talker: Talker) -> None:
        """Returns once the socket is open."""
        headers = {"Origin": f"http://{HOST}:{self._port}"}
        if talker.subprotocol:
            headers["Sec-WebSocket-Protocol"] = talker.subprotocol
        await ws_connect(
            lambda: talker,
            f"{'wss' if self._context else 'ws'}://{HOST}:{self._port}{talker.path}",
            ssl_context=self._context,
            extra_headers=headers,
            websocket_handshake_timeout=READY_WITHIN_S,
        )

    async def ticket(self) -> str:
        """By the access token; empty without one. Raises ConnectionError where it is refused."""
        if not self._token:
            return ""
        reader, writer = await asyncio.open_connection(HOST, self._port)
        fields = f"Host: {HOST}:{self._port}\r\nAuthorization: Bearer {self._token}\r\nContent-Length: 0"
        writer.write(f"POST /api/ticket/ HTTP/1.1\r\n{fields}\r\nConnection: close\r\n\r\n".encode())
        reply = await reader.read()
        writer.close()
        answer = json.loads(reply[reply.find(b"{") : reply.rfind(b"}") + 1] or b"{}")
        if "ticket" not in answer:
            raise ConnectionError(reply.partition(b"\r\n")[0].decode())
        return str(answer["ticket"])
