"""A client changes in mid-talk what the model goes by, and what it may call."""

from __future__ import annotations

from typing import Any

import pytest
from google.genai.errors import APIError

from chat.emulator.senses import textual_senses

from .clients import Emulated, next_turn
from .conftest import Emulate
from .doubles import Cast

BEEP: dict[str, Any] = {"function_declarations": [{"name": "beep", "behavior": "BLOCKING"}]}


async def test_another_system_instruction_is_followed_and_billed(emulator: Emulated, cast: Cast) -> None:
    async with emulator.talk(system_instruction="Be brief.", response_modalities=["AUDIO"]) as session:
        await session.send_context_update(system_instruction="You are called Nimbus, and never brief.")
        await session.send_realtime_input(text="four")
        usage = (await next_turn(session)).usage
    assert cast.mind.instructions == ["You are called Nimbus, and never brief."]
    assert usage.prompt_token_count == 10 + 1


async def test_a_name_given_in_mid_talk_is_taken(emulate: Emulate) -> None:
    emulated = await emulate(textual_senses())
    async with emulated.talk(output_audio_transcription={}) as session:
        await session.send_context_update(system_instruction="You are called Nimbus.")
        await session.send_realtime_input(text="What are your instructions?")
        assert "Nimbus" in (await next_turn(session)).said


async def test_other_functions_are_called(emulator: Emulated) -> None:
    async with emulator.talk(tools=[BEEP]) as session:
        await session.send_context_update(tools=[{"function_declarations": [{"name": "ring"}]}])
        for word, calls in (("beep", 0), ("ring", 1)):
            await session.send_realtime_input(text=word)
            turn = await next_turn(session)
            assert sum(bool(message.tool_call) for message in turn.messages) == calls


async def test_a_model_that_takes_none_refuses(emulator: Emulated) -> None:
    async with emulator.talk("gemini-3.1-flash-live-preview") as session:
        await session.send_context_update(system_instruction="Be brief.")
        with pytest.raises(APIError) as raised:
            await next_turn(session)
    assert raised.value.code == 1008
