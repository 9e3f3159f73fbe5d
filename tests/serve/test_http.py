from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.serve.raw_socket import raw_socket
from tests.serve.served import GROWTH_BYTES, MB, Served
from tests.support.http import request

LIMIT_BYTES = 4 * MB


def test_a_connection_is_kept_for_the_next_request(shared_server: Served) -> None:
    with closing(HTTPConnection("127.0.0.1", shared_server.port, timeout=20)) as connection:
        ports = set()
        for number in range(3):
            connection.request("POST", "/mirror", str(number))
            assert f'"body": "{number}"' in connection.getresponse().read().decode()
            assert connection.sock is not None
            ports.add(connection.sock.getsockname()[1])
    assert len(ports) == 1


def test_a_body_may_come_in_chunks(shared_server: Served) -> None:
    with closing(HTTPConnection("127.0.0.1", shared_server.port, timeout=20)) as connection:
        connection.request("POST", "/mirror", iter([b"one ", b"two"]), encode_chunked=True)
        assert '"body": "one two"' in connection.getresponse().read().decode()


def test_an_answer_may_come_in_chunks(shared_server: Served) -> None:
    assert shared_server.get("/stream").body == "one two three"


def test_a_large_body_and_a_large_answer_come_whole(shared_server: Served) -> None:
    body = "0123456789" * 100_000
    assert request("POST", shared_server.port, "/mirror", {}, body).json()["body"] == body


def test_requests_that_come_at_once_are_answered_in_turn(shared_server: Served) -> None:
    with raw_socket(shared_server.port) as client:
        ask = b"GET /stream HTTP/1.1\r\nHost: x\r\n"
        client.send(ask + b"\r\n" + ask + b"Connection: close\r\n\r\n")
        assert client.rest().count(b"three") == 2


def test_an_application_that_fails_is_a_500_at_once(shared_server: Served) -> None:
    assert shared_server.get("/failing").status == 500


def test_one_that_fails_in_the_middle_cuts_the_answer_off(shared_server: Served) -> None:
    with raw_socket(shared_server.port) as client:
        client.send(b"GET /half HTTP/1.1\r\nHost: x\r\n\r\n")
        assert "200" in client.head()
        assert client.rest() == b"5\r\nhalf \r\n"


def test_one_that_says_nothing_is_a_500(shared_server: Served) -> None:
    assert shared_server.get("/silent").status == 500


@pytest.mark.parametrize("head", [b"Content-Length: 100000000\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_a_body_that_is_too_large_is_refused(server: Served, head: bytes) -> None:
    before = server.peak_bytes()
    with raw_socket(server.port) as client:
        client.send(b"POST /mirror HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n")
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        assert client.send_until_refused(chunk, 8 * LIMIT_BYTES)
        assert "413" in client.status_line()
    assert server.peak_bytes() - before < GROWTH_BYTES
    assert server.get("/counts").status == 200


UPGRADE = (
    b"GET /echo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\xff\xfe\r\n\r\n",
        b"GET / HTTP/9\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /?\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHo\x00st: x\r\n\r\n",
        b"GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n",
        UPGRADE.replace(b"GET", b"POST") + b"\r\n",
        UPGRADE + b"Sec-WebSocket-Protocol: \xff\r\n\r\n",
        UPGRADE + b"Sec-WebSocket-Extensions: \xff;;=\r\n\r\n",
        UPGRADE + b"Origin: \xff://\xff\r\n\r\n",
    ],
)
def test_nonsense_is_no_traceback(shared_server: Served, nonsense: bytes) -> None:
    before = shared_server.process.log.count("Traceback")
    with raw_socket(shared_server.port) as client:
        client.send(nonsense)
        assert client.status_line().split()[1][0] in "14"
    assert shared_server.get("/counts").status == 200
    assert shared_server.process.log.count("Traceback") == before, shared_server.process.log
