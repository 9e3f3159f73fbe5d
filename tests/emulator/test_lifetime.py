"""A connection ends in time; a handle goes on with its session on another one."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

import pytest
from google.genai.errors import APIError
from google.genai.live import AsyncSession

from chat.emulator.refusals import STALE_HANDLE, Refusal
from chat.emulator.resumption import MOST_HANDLES, VALID_S, Resumptions
from chat.emulator.session import Lifetime
from chat.emulator.usage import Entry

from .clients import DEADLINE_S, Emulated, closing, receive_json
from .conftest import Emulate
from .doubles import Cast

AUDIO: dict[str, Any] = {"response_modalities": ["AUDIO"]}
SETUP = json.dumps({"setup": {"model": "gemini-3.8-live"}})
HELLO = json.dumps({"realtimeInput": {"text": "Hello."}})


async def _next_handle(session: AsyncSession) -> str:
    while True:
        async for message in session.receive():
            update = message.session_resumption_update
            if update and update.resumable:
                return update.new_handle or ""


async def test_a_session_goes_on_with_what_was_said_before(emulator: Emulated, cast: Cast) -> None:
    async with emulator.talk(**AUDIO, session_resumption={}) as session:
        await _next_handle(session)
        await session.send_realtime_input(text="I am Ada.")
        handle = await _next_handle(session)
    async with emulator.talk(**AUDIO, session_resumption={"handle": handle}) as session:
        assert await _next_handle(session) != handle
    assert cast.mind.seeds == [("user", "I am Ada."), ("model", "I heard you.")]


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
    entries = (Entry("user", "Hello.", Counter()),)
    handle = resumptions.offer(entries, lambda: False)
    now = VALID_S
    assert resumptions.take(handle) == entries
    now = VALID_S + 1
    with pytest.raises(Refusal) as raised:
        resumptions.take(handle)
    assert raised.value.close == STALE_HANDLE


def test_only_so_many_handles_are_kept() -> None:
    resumptions = Resumptions()
    handles = [resumptions.offer((), lambda: False) for _ in range(MOST_HANDLES + 1)]
    with pytest.raises(Refusal):
        resumptions.take(handles[0])
    assert resumptions.take(handles[-1]) == ()
