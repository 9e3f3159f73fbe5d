from __future__ import annotations

import json

import pytest
import websockets

from tests.serve.raw_socket import CLOSE, frame, raw_socket, upgrade
from tests.serve.served import Served, served


@pytest.mark.parametrize("code", [1000, 1001, 1011, 1012, 1013, 3000, 4408])
async def test_any_code_and_its_reason_reach_the_client(shared_server: Served, code: int) -> None:
    async with shared_server.connect("/closer") as client:
        await client.send(json.dumps({"code": code, "reason": "thank you \N{HOT BEVERAGE}"}))
        await client.wait_closed()
        assert (client.close_code, client.close_reason) == (code, "thank you \N{HOT BEVERAGE}")
    shared_server.process.wait_for(f"closed {code}")


@pytest.mark.parametrize("code", [1000, 1001, 4000])
async def test_the_clients_code_reaches_the_application(shared_server: Served, code: int) -> None:
    async with shared_server.connect("/echo") as client:
        await client.close(code)
    shared_server.process.wait_for(f"disconnect {code}")


async def test_a_close_is_answered_before_the_connection_ends(shared_server: Served) -> None:
    async with shared_server.connect("/echo") as client:
        await client.close(1001)
        assert client.protocol.close_rcvd is not None


def test_a_close_without_a_code_is_1005(shared_server: Served) -> None:
    with raw_socket(shared_server.port) as client:
        client.open("/echo")
        client.send(frame(CLOSE))
        shared_server.process.wait_for("disconnect 1005")


def test_a_lost_connection_is_1006(shared_server: Served) -> None:
    with raw_socket(shared_server.port) as client:
        client.open("/echo")
    shared_server.process.wait_for("disconnect 1006")


async def test_empty_messages_are_messages(shared_server: Served) -> None:
    async with shared_server.connect("/echo") as client:
        for message in ("", b""):
            await client.send(message)
            assert await client.recv() == message


async def test_an_application_that_fails_closes_its_socket_at_once(shared_server: Served) -> None:
    async with shared_server.connect("/failing") as client:
        await client.wait_closed()
        assert client.close_code == 1011
    assert "Exception inside application: RuntimeError" in shared_server.process.log


async def test_one_that_returns_closes_its_socket(shared_server: Served) -> None:
    async with shared_server.connect("/returning") as client:
        await client.wait_closed()
        assert client.close_code == 1000


@pytest.mark.parametrize(("path", "status"), [("/refusing", 403), ("/unaccepting", 500), ("/nowhere", 500)])
async def test_who_is_not_accepted_is_refused(shared_server: Served, path: str, status: int) -> None:
    with pytest.raises(websockets.InvalidStatus) as refusal:
        await shared_server.connect(path)
    assert refusal.value.response.status_code == status


async def test_what_is_sent_after_the_client_left_goes_nowhere(shared_server: Served) -> None:
    async with shared_server.connect("/afterwards"):
        pass
    shared_server.process.wait_for("sent afterwards")


def test_an_application_that_is_slow_to_accept_is_given_up() -> None:
    with served("--websocket_connect_timeout", "1") as server, raw_socket(server.port) as client:
        client.send(upgrade("/late"))
        assert "503" in client.status_line()
        server.get("/open")
        server.process.wait_for("disconnect 1006")
