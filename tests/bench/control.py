"""How a process of the load is asked: GET, over plain HTTP on a port of its own; it answers in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from picows import WSUpgradeRequest, WSUpgradeResponse, WSUpgradeResponseWithListener, ws_create_server

HOST = "127.0.0.1"
Answer = Callable[..., dict[str, Any]]
"""Called with the query's numbers by name."""


async def open_control(answers: Mapping[str, Answer]) -> int:
    """The port. `answers` are by path."""

    def answer(request: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
        url = urlsplit(request.path.decode())
        numbers = {name: int(value) for name, value in parse_qsl(url.query)}
        body = json.dumps(answers[url.path](**numbers)).encode()
        return WSUpgradeResponseWithListener(WSUpgradeResponse.create_ok_response(body), None)

    server = await ws_create_server(answer, HOST, 0)
    port: int = server.sockets[0].getsockname()[1]
    return port
