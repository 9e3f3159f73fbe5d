"""Invariant 5 from within: the application in the test's own loop, so that its tasks can be counted."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from pytest_django import Settings

from chat import tutorial
from chat.models import Conversation, Lease
from chat.session import LiveSession
from livechat.asgi import application
from tests.support.emulator import Emulator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def to_the_emulator(settings: Settings, emulator: Emulator) -> None:
    settings.LIVECHAT_RESUME_WITHIN_S = 0
    settings.LIVECHAT_EMULATOR_URL = emulator.url
    settings.LIVECHAT_EMULATOR_CA = str(emulator.ca_file)


class Browser:
    def __init__(self, communicator: WebsocketCommunicator) -> None:
        self.communicator = communicator

    async def say(self, **message: Any) -> None:
        await self.communicator.send_to(text_data=json.dumps(message))

    async def told(self, kind: str) -> dict[str, Any]:
        while True:
            message = await self.communicator.receive_output(10)
            if "text" in message and (event := json.loads(message["text"]))["type"] == kind:
                return dict(event)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    headers = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
    communicator = WebsocketCommunicator(application, "/ws/chat/", headers, ["livechat.v1"])
    assert (await communicator.connect(10))[0]
    try:
        yield Browser(communicator)
    finally:
        communicator.stop(exceptions=False)


async def ended(communicator: WebsocketCommunicator) -> None:
    """The application of this socket, and every talk."""
    async with asyncio.timeout(10):
        await asyncio.wait([communicator.future])
        while talks := [each for each in asyncio.all_tasks() if each.get_name().startswith("talk ")]:
            await asyncio.wait(talks)


async def open_rows() -> int:
    return await Conversation.objects.filter(ended_at=None).acount()


@pytest.mark.parametrize("way", ["goodbye", "gone", "cancelled", "gone before hello", "gone during setup"])
async def test_no_task_slot_or_live_row_outlives_it(way: str) -> None:
    before = asyncio.all_tasks()
    async with browser() as client:
        communicator = client.communicator
        if way != "gone before hello":
            await client.say(type="hello")
        if way not in ("gone before hello", "gone during setup"):
            await client.told("ready")
            await client.say(type="text", id="1", text="Tell me a long story.")
            await client.told("turn")
        if way == "goodbye":
            await client.say(type="goodbye")
        elif way == "cancelled":
            communicator.future.cancel()
        else:
            await communicator.send_input({"type": "websocket.disconnect", "code": 1006})
        await ended(communicator)
        assert asyncio.all_tasks() - before == set()
    if way == "cancelled":
        # The server stops: another process may go on with the talk.
        assert await Lease.objects.filter(released_at=None).acount() == 0
        assert await open_rows() == 1
    else:
        assert await Lease.objects.acount() == 0
        assert await open_rows() == 0


async def test_a_fault_of_our_own_is_told_in_words_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_session: LiveSession, text: str, _reference: str) -> None:
        raise ZeroDivisionError(text)

    monkeypatch.setattr(LiveSession, "read", broken)
    before = asyncio.all_tasks()
    async with browser() as client:
        await client.say(type="hello")
        await client.told("ready")
        with caplog.at_level(logging.ERROR):
            await client.say(type="text", id="1", text="a secret of mine")
            error = await client.told("error")
        assert (error["code"], error["fatal"], error["retry"]) == ("internal", True, True)
        closing = await client.communicator.receive_output(5)
        assert closing == {"type": "websocket.close", "code": 4504}
        await ended(client.communicator)
        assert asyncio.all_tasks() - before == set()
    assert await open_rows() == 0
    [record] = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert record.getMessage().startswith("a fault of our own: ZeroDivisionError")
    assert "a secret of mine" not in caplog.text


async def test_a_tutorials_socket_that_sends_no_setup_is_told_and_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tutorial, "HELLO_WITHIN_S", 0.01)
    communicator = WebsocketCommunicator(application, "/", [(b"host", b"localhost")])
    assert (await communicator.connect(10))[0]
    assert "setup" in json.loads(await communicator.receive_from(5))["text"]
    assert await communicator.receive_output(5) == {"type": "websocket.close", "code": 4400}
    await ended(communicator)


async def test_what_cannot_be_written_ends_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away(*_arguments: object, **_options: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(Conversation, "save", away)
    async with browser() as client:
        await client.say(type="hello")
        error = await client.told("error")
        assert (error["code"], error["retry"]) == ("storage_unavailable", True)
