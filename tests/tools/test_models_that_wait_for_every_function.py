"""Gemini 3.1 waits for each result: a long function does not keep it waiting, and is told later in words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest

import tests.tools.functions  # noqa: F401  # registers them
from chat.gemini.setup import LiveSetup
from chat.gemini.wire import FunctionCall, FunctionResponse, Scheduling
from chat.people.owners import Owner
from chat.protocol.events import Event
from chat.tools import Client, runner
from chat.tools.registry import declarations
from chat.tools.runner import ToolRunner
from chat.transcript import Speaker, Utterance

WAITS, TALKS_ON = "gemini-3.1-flash-live-preview", "gemini-3.8-live"


class RecordingSession:
    def __init__(self) -> None:
        self.responses: asyncio.Queue[FunctionResponse] = asyncio.Queue()
        self.lines: list[str] = []

    def respond(self, response: FunctionResponse) -> None:
        self.responses.put_nowait(response)

    def record_call(self, words: str, begun: Utterance | None = None) -> Utterance:
        self.lines.append(words)
        now = datetime.now(UTC)
        return begun or Utterance(len(self.lines), 1, Speaker.TOOL, words, now, now)


@asynccontextmanager
async def running(model: str, *names: str) -> AsyncIterator[tuple[ToolRunner, RecordingSession]]:
    events: list[Event] = []
    tools, session = ToolRunner(uuid4(), Owner(), Client(), events.append), RecordingSession()
    offered = tools.offer(LiveSetup(model, functions=declarations(names, model)))
    assert [each.name for each in offered.functions] == list(names)
    task = asyncio.create_task(tools.run(session))
    await asyncio.sleep(0)
    try:
        yield tools, session
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_the_first_report_is_its_answer_and_the_result_comes_in_words() -> None:
    async with running(WAITS, "knit") as (tools, session):
        tools.call([FunctionCall("1", "knit", {})])
        assert tools.busy
        first, last = await session.responses.get(), await session.responses.get()
    assert (first.response, first.will_continue, first.scheduling) == (
        {"result": "The heel is done."},
        False,
        None,
    )
    assert last.response == {"result": "The sock is done."}


async def test_a_function_that_reports_nothing_is_said_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "PROMISE_AFTER_S", 0.01)
    async with running(WAITS, "dawdle") as (tools, session):
        tools.call([FunctionCall("1", "dawdle", {})])
        first = await session.responses.get()
        assert (first.response, first.will_continue) == ({"result": runner.GOES_ON}, False)
        assert not tools.busy


async def test_a_model_that_talks_on_is_told_when_to_speak_of_it() -> None:
    async with running(TALKS_ON, "knit") as (tools, session):
        tools.call([FunctionCall("1", "knit", {})])
        assert not tools.busy
        first, last = await session.responses.get(), await session.responses.get()
    assert (first.will_continue, first.scheduling) == (True, Scheduling.WHEN_IDLE)
    assert (last.will_continue, last.scheduling) == (False, Scheduling.INTERRUPT)


async def test_a_lost_connection_ends_what_is_waited_for_and_leaves_the_rest() -> None:
    async with running(TALKS_ON, "linger", "bake") as (tools, session):
        tools.call([FunctionCall("1", "linger", {}), FunctionCall("2", "bake", {})])
        busy = [tools.busy]
        tools.disconnected()
        busy.append(tools.busy)
        assert busy == [True, False]
        assert session.lines[-1] == "linger() → cancelled"
        assert (await session.responses.get()).response == {"result": "The oven is on."}
    assert session.lines[-1] == "bake() → ended with the talk"


async def test_arguments_without_end_are_neither_run_nor_shown() -> None:
    async with running(TALKS_ON, "lights") as (tools, session):
        tools.call([FunctionCall("1", "lights", {"room": "x" * 20_000, "on": True})])
        assert (await session.responses.get()).response == {"error": runner.TOO_LONG}
        assert max(map(len, session.lines)) < 100
