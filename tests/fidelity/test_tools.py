"""The client's functions are called, and their results told."""

from __future__ import annotations

import pytest

from tests.support.emulator import Emulator

from .talk import AUDIO_MODEL, TEXT_MODEL, TRANSCRIBED, WRITTEN, Fields, Sdk

QUESTION = "What is the weather in Lisbon?"


def tools(behavior: str) -> Fields:
    city = {"type": "STRING", "description": "The city's name."}
    weather = {
        "name": "get_weather",
        "description": "The weather in a city.",
        "behavior": behavior,
        "parameters": {"type": "OBJECT", "properties": {"city": city}, "required": ["city"]},
    }
    return {"tools": [{"functionDeclarations": [weather]}]}


BLOCKING, NON_BLOCKING = tools("BLOCKING"), tools("NON_BLOCKING")


@pytest.mark.parametrize(
    ("model", "config"),
    [(TEXT_MODEL, WRITTEN | BLOCKING), (AUDIO_MODEL, TRANSCRIBED | NON_BLOCKING)],
    ids=["blocking", "non-blocking"],
)
async def test_a_function_is_called_with_its_arguments(
    sdk: Sdk, emulator: Emulator, model: str, config: Fields
) -> None:
    async with sdk.talk(emulator, model, config) as talk:
        await talk.type(QUESTION)
        call = await talk.function_call()
    assert (call["name"], call["args"]) == ("get_weather", {"city": "Lisbon"})
    assert call["id"]


async def test_nothing_is_called_that_was_not_asked_for(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN | BLOCKING) as talk:
        await talk.type("Say hello.")
        turn = await talk.turn()
    assert not any("toolCall" in message.fields for message in turn.messages)
    assert turn.text == "Hello."


async def test_the_result_is_spoken(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED | BLOCKING) as talk:
        await talk.type(QUESTION)
        await talk.respond(await talk.function_call(), {"result": "snow"})
        turn = await talk.turn()
    assert "snow" in turn.said
    assert any(turn.speech)
    assert turn.usage["toolUsePromptTokenCount"] > 0


async def test_an_error_is_told(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN | BLOCKING) as talk:
        await talk.type(QUESTION)
        await talk.respond(await talk.function_call(), {"error": "no such city"})
        turn = await talk.turn()
    assert "no such city" in turn.text


async def test_a_result_that_nothing_waits_for_is_told_when_it_comes(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED | NON_BLOCKING) as talk:
        await talk.type(QUESTION)
        call = await talk.function_call()
        await talk.respond(call, {"result": "snow"}, scheduling="WHEN_IDLE")
        asked, told = await talk.turn(), await talk.turn()
    assert asked.places("interrupted") == told.places("interrupted") == []
    assert "snow" not in asked.said
    assert "snow" in told.said


async def test_a_result_may_interrupt(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED | NON_BLOCKING) as talk:
        await talk.type(QUESTION)
        call = await talk.function_call()
        await talk.until_speech()
        await talk.respond(call, {"result": "snow"}, scheduling="INTERRUPT")
        interrupted, told = await talk.turn(), await talk.turn()
    assert len(interrupted.places("interrupted")) == 1
    assert "snow" in told.said


async def test_a_silent_result_is_not_told(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED | NON_BLOCKING) as talk:
        await talk.type(QUESTION)
        call = await talk.function_call()
        await talk.respond(call, {"result": "snow"}, scheduling="SILENT")
        asked = await talk.turn()
        await talk.type("Say hello.")
        turn = await talk.turn()
    assert "snow" not in asked.said
    assert turn.said == "Hello."


async def test_a_call_is_cancelled_where_the_person_cuts_in(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN | BLOCKING) as talk:
        await talk.type(QUESTION)
        call = await talk.function_call()
        await talk.type("Say hello.")
        turn = await talk.until(lambda message: "toolCallCancellation" in message.fields)
        assert turn.messages[-1].fields["toolCallCancellation"] == {"ids": [call["id"]]}
