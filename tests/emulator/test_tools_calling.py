"""Functions are called for what was said, and what comes of them is told when it may be."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from google.genai import types
from google.genai.errors import APIError
from google.genai.live import AsyncSession

from chat.emulator.script_reader import parse_script
from chat.emulator.server import Conduct

from .clients import DEADLINE_S, MODEL, Emulated, next_turn
from .conftest import Emulate, Play
from .doubles import Cast

TIMER: dict[str, Any] = {
    "name": "set_timer",
    "parameters": {"type": "OBJECT", "properties": {"seconds": {"type": "INTEGER"}}, "required": ["seconds"]},
}
ASKED = "Set a timer for five seconds."
GAVE = "The set timer call gave: rings at 8, seconds 5."
VALUES = {"rings_at": "8", "seconds": 5}
EXTENDED = "gemini-3.8-live-extended-thinking"


@pytest.fixture
def quick(emulator: Emulated, cast: Cast) -> Emulated:
    """Speaks ten words in half a second."""
    cast.voice.word_s = 0.05
    return emulator


def _config(behaviour: str | None = None, **more: Any) -> dict[str, Any]:
    declaration = TIMER | ({"behavior": behaviour} if behaviour else {})
    return {
        "response_modalities": ["AUDIO"],
        "output_audio_transcription": {},
        "tools": [{"function_declarations": [declaration]}],
        **more,
    }


async def _call(session: AsyncSession, asked: str = ASKED) -> list[types.FunctionCall]:
    """Of the next toolCall; the rest of the turn is yet to be received."""
    await session.send_realtime_input(text=asked)
    async with asyncio.timeout(DEADLINE_S):
        async for message in session.receive():
            if message.tool_call:
                return list(message.tool_call.function_calls or ())
    raise AssertionError("the turn had no call")


async def _respond(
    session: AsyncSession, call: types.FunctionCall, response: dict[str, Any], **more: Any
) -> None:
    await session.send_tool_response(
        function_responses=types.FunctionResponse(id=call.id, name=call.name, response=response, **more)
    )


async def test_a_blocking_call_holds_the_reply_until_its_result(quick: Emulated) -> None:
    async with quick.talk(**_config("BLOCKING")) as session:
        (call,) = await _call(session)
        assert (call.name, call.args) == ("set_timer", {"seconds": 5})
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await anext(session.receive())
        await _respond(session, call, VALUES)
        turn = await next_turn(session)
    assert turn.said == GAVE
    assert turn.speech


async def test_a_call_that_blocks_nothing_lets_the_reply_go_on(quick: Emulated) -> None:
    async with quick.talk(**_config()) as session:
        (call,) = await _call(session)
        first = await next_turn(session)
        assert first.said == "I have called set timer."
        await _respond(session, call, VALUES)
        assert (await next_turn(session)).said == GAVE


async def test_a_result_waits_for_the_end_of_the_reply(quick: Emulated) -> None:
    async with quick.talk(**_config("NON_BLOCKING")) as session:
        (call,) = await _call(session)
        await _respond(session, call, VALUES, scheduling="WHEN_IDLE")
        first, second = await next_turn(session), await next_turn(session)
    assert first.at("generation_complete") >= 0
    assert second.said == GAVE


@pytest.mark.parametrize("inside", [True, False])
async def test_a_result_that_interrupts_is_told_at_once(quick: Emulated, inside: bool) -> None:
    async with quick.talk(**_config("NON_BLOCKING")) as session:
        (call,) = await _call(session)
        if inside:
            await _respond(session, call, {**VALUES, "scheduling": "INTERRUPT"})
        else:
            await _respond(session, call, VALUES, scheduling="INTERRUPT")
        first, second = await next_turn(session), await next_turn(session)
    assert 0 <= first.at("interrupted") < first.at("turn_complete")
    assert second.said == GAVE


async def test_a_silent_result_is_only_known(quick: Emulated) -> None:
    async with quick.talk(**_config("NON_BLOCKING")) as session:
        (call,) = await _call(session)
        await next_turn(session)
        await _respond(session, call, VALUES, scheduling="SILENT")
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
    assert turn.said == "I heard you."
    assert turn.usage.tool_use_prompt_token_count == len('{"rings_at": "8", "seconds": 5}') // 4 + 1


async def test_a_call_goes_on_giving_results(quick: Emulated) -> None:
    async with quick.talk(**_config("NON_BLOCKING")) as session:
        (call,) = await _call(session)
        await next_turn(session)
        for left in (True, False):
            await _respond(session, call, {"result": "tick"}, will_continue=left)
            assert (await next_turn(session)).said == "The set timer call gave: tick."
        await _respond(session, call, {"result": "too late"})
        await session.send_realtime_input(text="Hello.")
        assert (await next_turn(session)).said == "I heard you."


async def test_a_result_that_interrupts_does_not_end_its_own_call(quick: Emulated) -> None:
    async with quick.talk(**_config("NON_BLOCKING")) as session:
        (call,) = await _call(session)
        await _respond(session, call, {"result": "tick"}, will_continue=True, scheduling="INTERRUPT")
        first, second = await next_turn(session), await next_turn(session)
        assert first.at("interrupted") >= 0
        assert not any(message.tool_call_cancellation for message in first.messages)
        assert second.said == "The set timer call gave: tick."
        await _respond(session, call, {"result": "Your tea is ready!"})
        assert (await next_turn(session)).said == "Your tea is ready!"


async def test_the_signs_of_a_sum_are_read_aloud(quick: Emulated) -> None:
    async with quick.talk(**_config("BLOCKING")) as session:
        (call,) = await _call(session)
        await _respond(session, call, {"result": "-3 + 12 * 7 = 81"})
        assert (await next_turn(session)).said == "The set timer call gave: -3 plus 12 times 7 is 81."


@pytest.mark.parametrize("error", ["no such zone", "no such zone."])
async def test_an_error_is_told_as_one(quick: Emulated, error: str) -> None:
    async with quick.talk(**_config("BLOCKING")) as session:
        (call,) = await _call(session)
        await _respond(session, call, {"error": error})
        assert (await next_turn(session)).said == "The set timer call failed: no such zone."


@pytest.mark.parametrize("behaviour", ["BLOCKING", "NON_BLOCKING"])
async def test_an_interruption_cancels_what_is_pending(quick: Emulated, behaviour: str) -> None:
    async with quick.talk(**_config(behaviour)) as session:
        (call,) = await _call(session)
        await session.send_realtime_input(text="Never mind.")
        turn = await next_turn(session)
        cancelled = [each.tool_call_cancellation.ids for each in turn.messages if each.tool_call_cancellation]
        assert cancelled == [[call.id]]
        assert 0 <= turn.at("interrupted") < turn.at("turn_complete")
        await _respond(session, call, VALUES)
        assert (await next_turn(session)).said == "I heard you."


async def test_a_call_of_a_turn_that_is_over_is_not_cancelled(quick: Emulated) -> None:
    async with quick.talk(**_config("NON_BLOCKING")) as session:
        (call,) = await _call(session)
        await next_turn(session)
        await session.send_realtime_input(text="Hello.")
        await next_turn(session, until_speech=True)
        await session.send_realtime_input(text="Stop.")
        turn = await next_turn(session)
        assert not any(message.tool_call_cancellation for message in turn.messages)
        await next_turn(session)
        await _respond(session, call, VALUES)
        assert (await next_turn(session)).said == GAVE


async def test_the_tokens_of_a_result_are_tool_use_once_and_prompt_later(quick: Emulated) -> None:
    async with quick.talk(**_config("BLOCKING")) as session:
        (call,) = await _call(session)
        await _respond(session, call, VALUES)
        first = (await next_turn(session)).usage
        await session.send_realtime_input(text="four")
        second = (await next_turn(session)).usage
    assert first.tool_use_prompt_token_count == 8
    assert first.total_token_count == sum(
        count or 0
        for count in (
            first.prompt_token_count,
            first.response_token_count,
            first.tool_use_prompt_token_count,
        )
    )
    assert second.tool_use_prompt_token_count is None
    assert second.prompt_token_count == (first.total_token_count or 0) + 1


async def test_a_model_that_only_waits_waits(quick: Emulated) -> None:
    async with quick.talk("gemini-3.1-flash-live-preview", **_config()) as session:
        (call,) = await _call(session)
        await _respond(session, call, VALUES)
        assert (await next_turn(session)).said == GAVE


async def test_a_model_that_never_waits_refuses_to(quick: Emulated) -> None:
    thinking: dict[str, Any] = {"thinking_config": {"thinking_level": "LOW"}}
    with pytest.raises(APIError) as raised:
        async with quick.talk(EXTENDED, **_config("BLOCKING", **thinking)):
            pass
    assert raised.value.code == 1008


async def test_a_model_with_extended_thinking_tells_that_it_is_not_done(quick: Emulated) -> None:
    thinking: dict[str, Any] = {"thinking_config": {"thinking_level": "LOW"}}
    async with quick.talk(EXTENDED, **_config(**thinking)) as session:
        (call,) = await _call(session)
        await _respond(session, call, VALUES)
        turn = await next_turn(session)
    statuses = [content.interaction_status for content in turn.contents if content.turn_complete]
    assert statuses[-1] == types.InteractionStatus.IDLE
    assert GAVE in turn.said


async def test_a_scenario_calls_what_it_likes(play: Play) -> None:
    emulated = await play("""
        [[on]]
        turn = 1
        call = { name = "set_timer", args = { seconds = 7 } }
        say = "Done."
    """)
    async with emulated.talk(MODEL, **_config("BLOCKING")) as session:
        (call,) = await _call(session, "Hello.")
        assert call.args == {"seconds": 7}
        await _respond(session, call, VALUES)
        assert (await next_turn(session)).said == "Done."


@pytest.mark.parametrize(("config", "name"), [(_config(), "set_timer"), ({}, "storm")])
async def test_a_storm_of_calls(emulate: Emulate, cast: Cast, config: dict[str, Any], name: str) -> None:
    cast.voice.word_s = 0.02
    script = parse_script("version = 1\n[[on]]\nturn = 1\ntool_storm = 30")
    emulated = await emulate(cast.senses, conduct=Conduct(script))
    async with emulated.talk(MODEL, **config) as session:
        calls = await _call(session, "Hello.")
        assert [call.name for call in calls] == [name] * 30
        assert len({call.id for call in calls}) == 30
        await next_turn(session)
        await session.send_tool_response(
            function_responses=[
                types.FunctionResponse(id=call.id, name=call.name, response={"result": "ok"})
                for call in calls
            ]
        )
        turn = await next_turn(session)
    if config:
        assert turn.said.count("gave: ok") == 5
        assert turn.said.endswith("And 25 more results.")
