"""What is done while a browser stays away, step by step."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from pytest_django import Settings

from chat import presence as presence_module
from chat.browser import Browser
from chat.outbox import Outbox
from chat.presence import Presence
from chat.protocol.events import Pong
from chat.talk import Ended, Talk
from chat.transcript import Outcome


class FakeTalk:
    """A talk that has begun, as far as its presence knows it; `done` is what it was told."""

    begun = True

    def __init__(self) -> None:
        self.done: list[str] = []
        self.session = self

    def left(self) -> None:
        self.done.append("left")

    def note_absence(self) -> None:
        self.done.append("noted")

    def suspend(self) -> None:
        self.done.append("suspended")


async def socket_that_closes() -> dict[str, Any]:
    return {"type": "websocket.disconnect"}


async def nothing(_: dict[str, Any]) -> None:
    """Sent to nobody."""


async def come_and_go(presence: Presence) -> None:
    browser = Browser(socket_that_closes, nothing)
    await presence.attend(browser, _leave(browser))


async def _leave(browser: Browser) -> None:
    await browser.receive()


@pytest.fixture
def short(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence_module, "NOTED_AFTER_S", 0.05)
    settings.LIVECHAT_LINGER_S, settings.LIVECHAT_RESUME_WITHIN_S = 0.1, 0.2


async def test_the_rows_are_told_then_the_model_is_let_go_then_it_ends(short: None) -> None:
    talk = FakeTalk()
    presence = Presence(cast(Talk, talk), Outbox())
    running = asyncio.create_task(presence.run())
    await come_and_go(presence)
    with pytest.raises(ExceptionGroup) as ended:
        await running
    assert talk.done == ["left", "noted", "suspended"]
    assert isinstance(ended.value.exceptions[0], Ended)
    assert ended.value.exceptions[0].outcome is Outcome.LOST


async def gone(_: dict[str, Any]) -> None:
    raise BrokenPipeError


async def test_a_server_that_fails_to_send_to_it_has_lost_it_and_the_talk_goes_on(short: None) -> None:
    talk = FakeTalk()
    presence = Presence(cast(Talk, talk), Outbox(gone))
    browser = Browser(socket_that_closes, gone)
    attending = asyncio.create_task(presence.attend(browser))
    await asyncio.sleep(0)
    presence.outbox.put(Pong())
    await attending
    await browser.close()
    assert talk.done == ["left"]
    assert not presence.leaving


async def test_nothing_is_written_for_one_who_is_back_at_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence_module, "NOTED_AFTER_S", 60)
    settings.LIVECHAT_LINGER_S = 60
    talk = FakeTalk()
    presence = Presence(cast(Talk, talk), Outbox())
    running = asyncio.create_task(presence.run())
    for _ in range(3):
        await come_and_go(presence)
        await asyncio.sleep(0)
    assert talk.done == ["left"] * 3
    running.cancel()
    await asyncio.wait([running])
