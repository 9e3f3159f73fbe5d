"""Invariant 5 for functions: who leaves, however, leaves no task, and no thread beyond the few that wait."""

from __future__ import annotations

import asyncio
import threading

import pytest
from pytest_django import Settings

import tests.tools.functions  # noqa: F401  # registers them in this process, too
from chat.gemini.wire import FunctionCall
from chat.models import Assistant, Conversation, Utterance
from chat.tools import work
from chat.tools.caller import ToolError
from chat.tools.threads import BUSY, MOST_THREADS, Threads
from tests.relay.test_nothing_of_a_session_is_left_in_the_process import browser, ended
from tests.support.emulator import Emulator
from tests.tools.test_models_that_wait_for_every_function import TALKS_ON, running

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def to_the_caller(settings: Settings, caller: Emulator) -> None:
    settings.LIVECHAT_RESUME_WITHIN_S = 0
    settings.LIVECHAT_EMULATOR_URL = caller.url
    settings.LIVECHAT_EMULATOR_CA = str(caller.ca_file)
    Assistant.objects.all().delete()


@pytest.mark.parametrize("words", ["Bake.", "Doze.", "All painted."])
@pytest.mark.parametrize("way", ["goodbye", "gone", "cancelled"])
async def test_leaving_while_a_function_runs_leaves_nothing(words: str, way: str) -> None:
    before = asyncio.all_tasks()
    async with browser() as client:
        communicator = client.communicator
        await client.say(type="hello", tools=["set_theme"])
        await client.told("ready")
        await client.say(type="text", id="1", text=words)
        await client.told("tool_call")
        if way == "goodbye":
            await client.say(type="goodbye")
        elif way == "cancelled":
            communicator.future.cancel()
        else:
            await communicator.send_input({"type": "websocket.disconnect", "code": 1006})
        await ended(communicator)
        assert asyncio.all_tasks() - before == set()
    assert await Conversation.objects.filter(ended_at=None, lease__released_at=None).acount() == 0
    [call] = [text async for text in Utterance.objects.filter(speaker="tool").values_list("text", flat=True)]
    assert call.endswith(" → ended with the talk")


async def test_no_more_threads_run_than_there_may_be() -> None:
    few, gate = Threads(2), threading.Event()
    waiting = [asyncio.create_task(few.run(gate.wait, begin_within_s=5)) for _ in range(5)]
    await asyncio.sleep(0)
    running = [each for each in threading.enumerate() if each.name.startswith("tools-")]
    assert len(running) <= 2 + MOST_THREADS
    waiting[4].cancel()
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(*waiting[:4]) == [True] * 4


async def test_what_finds_no_thread_in_time_is_told_so_and_never_begins() -> None:
    one, gate, begun = Threads(1), threading.Event(), threading.Event()
    holding = asyncio.create_task(one.run(gate.wait, begin_within_s=5))
    await asyncio.sleep(0)
    with pytest.raises(ToolError, match="could not begin"):
        await one.run(begun.set, begin_within_s=0.05)
    gate.set()
    await holding
    await one.run(lambda: None, begin_within_s=5)
    assert not begun.is_set()


async def test_the_model_is_told_that_no_thread_was_free(monkeypatch: pytest.MonkeyPatch) -> None:
    one, gate = Threads(1), threading.Event()
    monkeypatch.setattr(work, "threads", one)
    holding = asyncio.create_task(one.run(gate.wait, begin_within_s=5))
    await asyncio.sleep(0)
    async with running(TALKS_ON, "doze") as (tools, session):
        tools.call([FunctionCall("1", "doze", {})])
        assert (await session.responses.get()).response == {"error": BUSY}
    gate.set()
    await holding


async def test_what_waits_for_a_thread_is_bounded_and_leaves_with_its_caller() -> None:
    one, gate, begun = Threads(1, most_waiting=2), threading.Event(), threading.Event()
    started = threading.Event()

    def hold() -> bool:
        started.set()
        return gate.wait()

    holding = asyncio.create_task(one.run(hold, begin_within_s=5))
    await asyncio.sleep(0)
    assert await asyncio.to_thread(started.wait, 5)
    given_up = [asyncio.create_task(one.run(begun.set, begin_within_s=5)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(ToolError, match="could not begin"):
        await one.run(begun.set, begin_within_s=5)
    for each in given_up:
        each.cancel()
    await asyncio.wait(given_up)
    following = asyncio.create_task(one.run(lambda: "ran", begin_within_s=5))
    await asyncio.sleep(0)
    gate.set()
    assert (await holding, await following) == (True, "ran")
    assert not begun.is_set()


async def test_what_a_thread_raises_is_raised_where_it_is_awaited() -> None:
    def leave() -> None:
        raise SystemExit

    with pytest.raises(ZeroDivisionError):
        await Threads(1).run(lambda: 1 // 0, begin_within_s=5)
    with pytest.raises(RuntimeError, match="SystemExit"):
        await Threads(1).run(leave, begin_within_s=5)
