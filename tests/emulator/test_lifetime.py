"""A connection ends in time; a handle goes on with its session on another one."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

import pytest
from google.genai import types
from google.genai.errors import APIError
from google.genai.live import AsyncSession

from chat.emulator.refusals import STALE_HANDLE, Refusal
from chat.emulator.resumption import MOST_HANDLES, MOST_OF_CONNECTION, VALID_S, Resumptions, Standing
from chat.emulator.senses import textual_senses
from chat.emulator.session import Lifetime
from chat.emulator.tone import ToneMind
from chat.emulator.usage import Entry

from .clients import DEADLINE_S, Emulated, closing, next_turn, receive_json
from .conftest import Emulate
from .doubles import Cast

AUDIO: dict[str, Any] = {"response_modalities": ["AUDIO"]}
WRITTEN_TOO = AUDIO | {"output_audio_transcription": {}}
SETUP = json.dumps({"setup": {"model": "gemini-3.8-live"}})
HELLO = json.dumps({"realtimeInput": {"text": "Hello."}})


async def _next_handle(session: AsyncSession) -> str:
    while True:
        async for message in session.receive():
            update = message.session_resumption_update
            if update and update.resumable:
                return update.new_handle or ""


async def _handle_after(session: AsyncSession, *questions: str) -> tuple[str, str]:
    """The last answer, and the handle after it."""
    said = ""
    for question in questions:
        await session.send_realtime_input(text=question)
        said = "".join([_words(message) async for message in session.receive()])
    return said, await _next_handle(session)


def _words(message: types.LiveServerMessage) -> str:
    words = message.server_content and message.server_content.output_transcription
    return (words.text or "") if words else ""


async def test_a_session_goes_on_where_it_stood_over_many_connections(emulate: Emulate) -> None:
    """Even in the middle of a game."""
    emulated = await emulate(textual_senses())
    handle = None
    talk = (
        ("My name is Ada.", "Ada"),
        ("Let's play a guessing game.", "from 1 to 100"),
        ("What is my name?", "Ada"),
        ("Give me a hint.", "A hint, then."),
        ("What did I say first?", "My name is Ada"),
    )
    for question, held in talk:
        async with emulated.talk(**WRITTEN_TOO, session_resumption={"handle": handle}) as session:
            said, handle = await _handle_after(session, question)
        assert held in said


async def test_what_was_interrupted_is_known_to_be_cut(emulate: Emulate) -> None:
    """The emulator goes on with a story where the person cut in, on another connection."""
    emulated = await emulate(textual_senses())
    async with emulated.talk(**WRITTEN_TOO, session_resumption={}) as session:
        await _handle_after(session, "Hello.")
        await session.send_realtime_input(text="Tell me a story.")
        async for message in session.receive():
            if _words(message):
                break
        await session.send_client_content(turn_complete=False)
        begun = await next_turn(session)
        assert begun.at("interrupted") >= 0
        handle = await _next_handle(session)
    async with emulated.talk(**WRITTEN_TOO, session_resumption={"handle": handle}) as session:
        said, _ = await _handle_after(session, "Go on.")
    assert len(said.split()) > 50


async def test_what_came_after_a_handle_is_not_restored_by_it(emulate: Emulate) -> None:
    emulated = await emulate(textual_senses())
    async with emulated.talk(**WRITTEN_TOO, session_resumption={}) as session:
        _, handle = await _handle_after(session, "My name is Ada.")
        await _handle_after(session, "My name is Eve.")
    for _ in range(2):
        async with emulated.talk(**WRITTEN_TOO, session_resumption={"handle": handle}) as session:
            said, _ = await _handle_after(session, "What is my name?", "My name is Bo.", "What is my name?")
            assert "Bo" in said
    async with emulated.talk(**WRITTEN_TOO, session_resumption={"handle": handle}) as session:
        assert "Ada" in (await _handle_after(session, "What is my name?"))[0]


async def test_a_resumed_session_is_billed_for_what_was_said_before(tone: Emulated) -> None:
    async with tone.talk(**AUDIO, session_resumption={}) as session:
        _, handle = await _handle_after(session, "four")
    async with tone.talk(**AUDIO, session_resumption={"handle": handle}) as session:
        await session.send_realtime_input(text="four")
        assert (await next_turn(session)).usage.prompt_token_count == 1 + 25 + 1


async def test_no_handle_holds_while_the_model_speaks(tone: Emulated) -> None:
    async with tone.talk(**AUDIO, session_resumption={}) as session:
        await session.send_realtime_input(text="Hello.")
        updates = []
        async for message in session.receive():
            if message.session_resumption_update:
                updates.append(bool(message.session_resumption_update.resumable))
            if message.data:
                break
    assert updates == [True, False]


async def test_a_handle_is_told_again_and_again_while_nothing_is_said(tone: Emulated) -> None:
    async with tone.talk(**AUDIO, session_resumption={}) as session:
        async with asyncio.timeout(DEADLINE_S):
            handles = {await _next_handle(session) for _ in range(3)}
    assert len(handles) == 1, "one that stands for the same is the same"


async def test_no_handle_holds_while_a_function_is_awaited(emulator: Emulated) -> None:
    tools = [{"function_declarations": [{"name": "beep", "behavior": "NON_BLOCKING"}]}]
    async with emulator.talk(**AUDIO, session_resumption={}, tools=tools) as session:
        await _next_handle(session)
        await session.send_realtime_input(text="Beep.")
        turn = [message async for message in session.receive()]
        called = next(message.tool_call for message in turn if message.tool_call)
        (call,) = called.function_calls or [types.FunctionCall()]
        update = (await anext(session.receive())).session_resumption_update
        assert update is not None
        assert (update.resumable, update.new_handle) == (False, None)
        await session.send_tool_response(
            function_responses=types.FunctionResponse(id=call.id, name=call.name, response={"result": "ok"})
        )
        async with asyncio.timeout(DEADLINE_S):
            assert await _next_handle(session)


async def test_one_model_tells_handles_unasked(tone: Emulated) -> None:
    async with tone.talk("gemini-3.1-flash-live-preview", **AUDIO) as session:
        async with asyncio.timeout(DEADLINE_S):
            assert await _next_handle(session)


async def test_handles_come_only_when_they_are_asked_for(tone: Emulated) -> None:
    async with tone.talk() as session:
        await session.send_realtime_input(text="Hello.")
        messages = [message async for message in session.receive()]
    assert not any(message.session_resumption_update for message in messages)


async def test_a_session_that_is_still_connected_cannot_be_taken_over(emulator: Emulated) -> None:
    async with emulator.talk(**AUDIO, session_resumption={}) as session:
        handle = await _next_handle(session)
        with pytest.raises(APIError) as raised:
            async with emulator.talk(**AUDIO, session_resumption={"handle": handle}):
                pass
    assert raised.value.code == 1011


async def test_a_connection_is_told_to_go_and_then_closed(emulate: Emulate, cast: Cast) -> None:
    emulated = await emulate(cast.senses, Lifetime(connection_s=0.4, time_left_s=0.2))
    async with emulated.socket() as socket:
        await socket.send(SETUP)
        assert await receive_json(socket) == {"setupComplete": {}}
        assert await receive_json(socket) == {"goAway": {"timeLeft": "0.2s"}}
        code, reason = await closing(socket)
    assert code == 1008
    assert reason.startswith("Connection aborted because the client failed to close the connection after")


@pytest.mark.parametrize("messages", [[], [SETUP], [SETUP, HELLO]])
async def test_a_client_that_vanishes_leaves_nothing_running(tone: Emulated, messages: list[str]) -> None:
    before = asyncio.all_tasks()
    socket = await tone.socket()
    for message in messages:
        await socket.send(message)
        await socket.recv()
    socket.transport.abort()
    left = asyncio.all_tasks() - before
    assert left
    _, running = await asyncio.wait(left, timeout=DEADLINE_S)
    assert not running


def test_a_handle_lasts_two_hours() -> None:
    now = 0.0
    resumptions = Resumptions(clock=lambda: now)
    standing = Standing((Entry("user", "Hello.", Counter()),), ToneMind(1))
    handle = resumptions.offer(standing, 7, lambda: False)
    now = VALID_S
    assert (resumptions.take(handle).standing, resumptions.take(handle).connection) == (standing, 7)
    now = VALID_S + 1
    with pytest.raises(Refusal) as raised:
        resumptions.take(handle)
    assert raised.value.close == STALE_HANDLE


@pytest.mark.parametrize(("most", "connections"), [(MOST_HANDLES, 1_000_000), (MOST_OF_CONNECTION, 1)])
def test_only_so_many_handles_are_kept(most: int, connections: int) -> None:
    resumptions, standing = Resumptions(), Standing((), ToneMind(1))
    handles = [resumptions.offer(standing, number % connections, lambda: False) for number in range(most + 1)]
    with pytest.raises(Refusal):
        resumptions.take(handles[0])
    assert resumptions.take(handles[1]).standing is standing
