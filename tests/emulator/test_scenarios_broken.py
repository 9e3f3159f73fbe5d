"""A scenario breaks what a client has to survive, at its moment, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from google.genai.errors import APIError
from google.genai.live import AsyncSession
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from .clients import DEADLINE_S, Emulated, closing, next_turn, receive_json
from .conftest import Play

SETUP = json.dumps({"setup": {"model": "models/gemini-3.8-live"}})
HELLO = json.dumps({"realtimeInput": {"text": "Hello."}})
NOT_YET_S = 0.4


async def _set_up(socket: ClientConnection) -> None:
    await socket.send(SETUP)
    assert await receive_json(socket) == {"setupComplete": {}}


async def _rest(session: AsyncSession) -> AsyncIterator[object]:
    while True:
        async for message in session.receive():
            yield message


@pytest.mark.parametrize(
    "close",
    [
        (1007, "Request contains an invalid argument."),
        (1008, "The operation was aborted."),
        (1011, "The service is currently unavailable."),
    ],
)
@pytest.mark.parametrize("event", ["setup = 1", "message = 1", "turn = 1", "time_s = 0.05"])
async def test_a_close_has_its_code_and_reason(play: Play, event: str, close: tuple[int, str]) -> None:
    code, reason = close
    emulated = await play(f'[[on]]\n{event}\nclose = {{ code = {code}, reason = "{reason}" }}')
    with pytest.raises(APIError) as raised:
        async with emulated.talk() as session:
            if event == "turn = 1":
                await session.send_realtime_input(text="Hello.")
            async for _ in _rest(session):
                pass
    assert (raised.value.code, raised.value.details) == close


async def test_a_connection_is_dropped_in_mid_answer(play: Play) -> None:
    emulated = await play("[[on]]\nmessage = 5\ndrop = true")
    async with emulated.socket() as socket:
        await _set_up(socket)
        await socket.send(HELLO)
        received = 1
        with pytest.raises(ConnectionClosedError) as raised:
            while True:
                await asyncio.wait_for(socket.recv(), DEADLINE_S)
                received += 1
    assert raised.value.rcvd is None
    assert received == 5


async def test_only_the_nth_connection_is_dropped(play: Play) -> None:
    emulated = await play("[[on]]\nconnect = 2\ndrop = true")
    for number in (1, 2, 3):
        async with emulated.socket() as socket:
            if number == 2:
                with pytest.raises(ConnectionClosedError):
                    await socket.send(SETUP)
                    await asyncio.wait_for(socket.recv(), DEADLINE_S)
            else:
                await _set_up(socket)


async def test_go_away_is_followed_by_the_close(play: Play) -> None:
    emulated = await play("[[on]]\ntime_s = 0.05\ngo_away = { time_left_s = 0.2 }")
    async with emulated.socket() as socket:
        await _set_up(socket)
        assert await receive_json(socket) == {"goAway": {"timeLeft": "0.2s"}}
        code, reason = await closing(socket)
    assert code == 1008
    assert reason.startswith("Connection aborted because the client failed")


async def test_go_away_is_followed_by_silence(play: Play) -> None:
    emulated = await play('[[on]]\nmessage = 1\ngo_away = { time_left_s = 0.1, then = "silence" }')
    async with emulated.socket() as socket:
        await _set_up(socket)
        assert await receive_json(socket) == {"goAway": {"timeLeft": "0.1s"}}
        await socket.send(HELLO)
        await _expect_nothing(socket)


@pytest.mark.parametrize("action", ["silent = true", "no_setup_complete = true"])
@pytest.mark.parametrize("event", ["connect = 1", "setup = 1"])
async def test_a_setup_goes_unanswered(play: Play, event: str, action: str) -> None:
    emulated = await play(f"[[on]]\n{event}\n{action}")
    async with emulated.socket() as socket:
        await socket.send(SETUP)
        await socket.send(HELLO)
        await _expect_nothing(socket)


async def test_it_falls_silent_in_mid_answer(play: Play) -> None:
    emulated = await play("[[on]]\nmessage = 4\nsilent = true")
    async with emulated.socket() as socket:
        await _set_up(socket)
        await socket.send(HELLO)
        for _ in range(3):
            await receive_json(socket)
        await _expect_nothing(socket)


async def test_a_phantom_interruption_ends_the_reply(play: Play) -> None:
    emulated = await play(f'[[on]]\nturn = 1\nsay = "{"word " * 40}"\n[[on]]\nmessage = 8\ninterrupt = true')
    async with emulated.talk() as session:
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
        assert 0 <= turn.at("interrupted") < turn.at("turn_complete")
        assert turn.at("generation_complete") == -1
        await session.send_realtime_input(text="Hello again.")
        assert (await next_turn(session)).said == "tone 1"


async def test_a_phantom_interruption_of_nothing(play: Play) -> None:
    emulated = await play("[[on]]\ntime_s = 0.05\ninterrupt = true")
    async with emulated.socket() as socket:
        await _set_up(socket)
        assert await receive_json(socket) == {"serverContent": {"interrupted": True}}


async def test_a_huge_message_has_its_size(play: Play) -> None:
    emulated = await play("[[on]]\nmessage = 1\nhuge = 2000000")
    async with emulated.socket(max_size=None) as socket:
        await _set_up(socket)
        frame = await asyncio.wait_for(socket.recv(), DEADLINE_S)
        assert len(frame) == 2_000_000
        assert json.loads(frame)["serverContent"] == {}
        await socket.send(HELLO)
        assert await receive_json(socket) == {}


async def test_a_huge_message_ends_a_client_of_usual_limits(play: Play) -> None:
    emulated = await play("[[on]]\nmessage = 1\nhuge = 2000000")
    async with emulated.talk() as session:
        with pytest.raises(APIError) as raised:
            await anext(session.receive())
    assert raised.value.code == 1006


async def test_json_that_is_none(play: Play) -> None:
    emulated = await play("[[on]]\ntime_s = 0\nbad_json = true")
    async with emulated.talk() as session:
        with pytest.raises(ValueError, match="Failed to parse"):
            await anext(session.receive())


async def test_a_message_of_unknown_keys_only(play: Play) -> None:
    emulated = await play("[[on]]\ntime_s = 0\nunknown_keys_only = true")
    async with emulated.talk() as session:
        with pytest.raises(TypeError):
            await anext(session.receive())


async def test_a_message_of_ones_own_and_the_talk_goes_on(play: Play) -> None:
    emulated = await play("""[[on]]\nmessage = 1\nraw = '{"serverContent": {"waitingForInput": true}}'""")
    async with emulated.talk() as session:
        message = await anext(session.receive())
        assert message.server_content is not None
        assert message.server_content.waiting_for_input
        await session.send_realtime_input(text="Hello.")
        assert (await next_turn(session)).said == "tone 1"


async def test_a_first_message_that_is_no_setup_complete(play: Play) -> None:
    emulated = await play("""[[on]]\nsetup = 1\nno_setup_complete = true\nraw = '{"hello": 1}'""")
    async with emulated.socket() as socket:
        await socket.send(SETUP)
        assert await receive_json(socket) == {"hello": 1}
        await _expect_nothing(socket)


async def test_a_slow_service_lets_each_message_wait(play: Play) -> None:
    emulated = await play("[[on]]\nmessage = 1\nslow = { delay_ms = 300 }")
    async with emulated.socket() as socket:
        await _set_up(socket)
        now = asyncio.get_running_loop().time
        began = now()
        await socket.send(HELLO)
        for _ in range(3):
            await receive_json(socket)
        assert now() - began >= 0.9


BREAKING = (
    "drop = true",
    "close = { code = 1007 }",
    "close = { code = 1008, reason = 'The operation was aborted.' }",
    "close = { code = 1011 }",
    "go_away = { time_left_s = 0.05 }",
    "go_away = { time_left_s = 0, then = 'silence' }",
    "silent = true",
    "interrupt = true",
    "burst = true",
    "slow = { delay_ms = 100 }",
    "huge = 1500000",
    "bad_json = true",
    "unknown_keys_only = true",
    "raw = '[]'",
    "tool_storm = 100",
    "call = { name = 'none' }",
    "say = 'One. Two. Three.'",
    "after_s = 0.1\ndrop = true",
    "after_s = 0.1\nclose = { code = 1011 }",
    "after_s = 60\nsay = 'Too late.'",
)


async def test_twenty_breakages_of_one_emulator_leave_nothing_behind(
    play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    tables = (f"[[on]]\ntext = 'number {number}'\n{actions}" for number, actions in enumerate(BREAKING))
    emulated = await play("\n".join(tables))
    before = asyncio.all_tasks()
    for number in range(len(BREAKING)):
        async with emulated.socket(max_size=None) as socket:
            await _set_up(socket)
            await socket.send(json.dumps({"realtimeInput": {"text": f"Number {number}"}}))
            with suppress(TimeoutError, ConnectionClosed):
                async with asyncio.timeout(NOT_YET_S):
                    async for _ in socket:
                        pass
    left = asyncio.all_tasks() - before
    if left:
        _, left = await asyncio.wait(left, timeout=DEADLINE_S)
    assert not left
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert await _one_turn(emulated) == "tone 1"


async def test_one_broken_talk_leaves_the_next_whole(play: Play) -> None:
    emulated = await play("[[on]]\nturn = 1\nonce = true\ndrop = true")
    with pytest.raises(APIError):
        await _one_turn(emulated)
    assert await _one_turn(emulated) == "tone 1"


async def _one_turn(emulated: Emulated) -> str:
    async with emulated.talk() as session:
        await session.send_realtime_input(text="Hello.")
        return (await next_turn(session)).said


async def _expect_nothing(socket: ClientConnection) -> None:
    """Neither a message nor a close."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(NOT_YET_S):
            await socket.recv()
