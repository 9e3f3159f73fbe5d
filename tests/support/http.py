"""One request, one reply: no redirect is followed, no cookie is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any

TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    """By lower-case name, the last of each."""
    cookies: Mapping[str, str]
    body: str

    def json(self) -> Any:
        return json.loads(self.body)


def request(method: str, port: int, path: str, headers: Mapping[str, str], body: str = "") -> Reply:
    with closing(HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)) as connection:
        connection.request(method, path, body.encode(), dict(headers))
        response = connection.getresponse()
        cookies: SimpleCookie = SimpleCookie()
        for line in response.headers.get_all("set-cookie") or ():
            cookies.load(line)
        return Reply(
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            {name: morsel.value for name, morsel in cookies.items()},
            response.read().decode("utf-8", "replace"),
        )


def cookie_header(cookies: Mapping[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
