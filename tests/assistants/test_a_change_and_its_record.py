"""A change of assistant stands, whatever becomes of its row, and the next one waits a moment."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError

from chat.assistants import switch as module
from chat.assistants.choosing import Chosen
from chat.assistants.switch import PAUSE_S, Switch
from chat.gemini.setup import LiveSetup
from chat.protocol.events import Assistant, Error, Event

SETUP = LiveSetup(model="gemini-3.8-live")


@dataclass
class Switching:
    """A switch whose clock and record are the test's; every name is somebody's."""

    events: list[Event] = field(default_factory=list)
    changes: list[LiveSetup] = field(default_factory=list)
    now: float = 100.0

    def __post_init__(self) -> None:
        self._told = asyncio.Event()
        self.switch = Switch(
            uuid4(),
            Chosen(SETUP, "first", "First"),
            change=self.changes.append,
            emit=self._emit,
            clock=lambda: self.now,
        )

    async def was_told(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.events) < count:
                self._told.clear()
                await self._told.wait()

    def _emit(self, event: Event) -> None:
        self.events.append(event)
        self._told.set()

    @contextmanager
    def running(self) -> Iterator[None]:
        task = asyncio.create_task(self.switch.run())
        try:
            yield
            assert not task.done()
        finally:
            task.cancel()


@pytest.fixture
def recorded_names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []

    async def anybody(slug: str, *_: Any) -> Chosen:
        return Chosen(SETUP, slug, slug.title())

    async def kept(_write: object, name: str) -> None:
        names.append(name)

    monkeypatch.setattr(module, "choose", anybody)
    monkeypatch.setattr(module, "in_record_thread", kept)
    return names


async def test_a_database_that_is_away_does_not_end_the_talk(
    recorded_names: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def away(*_: object) -> None:
        raise OperationalError("the row of Second")

    monkeypatch.setattr(module, "in_record_thread", away)
    switching = Switching()
    with switching.running(), caplog.at_level(logging.WARNING):
        for number, slug in enumerate(("second", "third"), start=1):
            switching.switch.ask(slug)
            await switching.was_told(2 * number)
            switching.now += PAUSE_S
    assert [each.assistant for each in switching.events if isinstance(each, Assistant)] == ["second", "third"]
    assert len(switching.changes) == 2
    assert "OperationalError" in caplog.text
    assert "the row of" not in caplog.text
    assert recorded_names == []


async def test_the_next_change_has_to_wait_a_moment(recorded_names: list[str]) -> None:
    switching = Switching()
    with switching.running():
        switching.switch.ask("second")
        await switching.was_told(2)
        switching.now += PAUSE_S - 0.1
        switching.switch.ask("third")
        refused, still = switching.events[2:]
        assert isinstance(refused, Error)
        assert (refused.code, refused.fatal) == ("too_fast", False)
        assert isinstance(still, Assistant)
        assert still.assistant == "second"
        switching.now += 0.1
        switching.switch.ask("third")
        await switching.was_told(6)
    assert recorded_names[0] == "Second"
    assert len(switching.changes) == 2
