"""A function asked for aloud is heard, called, and its result spoken."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from google.genai import types

from chat.emulator.choosing import choose
from chat.emulator.engines.hibari import HibariVoice
from chat.emulator.engines.moonshine import MoonshineHearing
from chat.emulator.functions import parse_functions
from chat.emulator.protojson import Fields
from chat.emulator.senses import talking_senses

from .clients import DEADLINE_S, MODEL, next_turn
from .conftest import Emulate
from .test_speaking import at_16_khz, for_hearing

ZONE = {"type": "string", "description": "A city or an IANA time zone."}
DECLARATIONS: list[dict[str, Any]] = [
    {
        "name": "set_timer",
        "description": "Sets a timer that speaks up when it is done.",
        "behavior": "NON_BLOCKING",
        "parameters": {
            "type": "OBJECT",
            "properties": {"seconds": {"type": "INTEGER"}, "label": {"type": "STRING"}},
            "required": ["seconds"],
        },
    },
    {
        "name": "get_time",
        "description": "The time and date now.",
        "parametersJsonSchema": {"type": "object", "properties": {"zone": ZONE}},
    },
    {
        "name": "calculate",
        "parameters": {
            "type": "OBJECT",
            "properties": {"expression": {"type": "STRING"}},
            "required": ["expression"],
        },
    },
    {
        "name": "convert_units",
        "parametersJsonSchema": {
            "type": "object",
            "properties": {
                "value": {"type": "number"},
                "from_unit": {"type": "string"},
                "to_unit": {"type": "string"},
            },
            "required": ["value", "from_unit", "to_unit"],
        },
    },
    {
        "name": "set_theme",
        "description": "Switches the colours of the page.",
        "parametersJsonSchema": {
            "type": "object",
            "properties": {"theme": {"type": "string", "enum": ["light", "dark", "system"]}},
            "required": ["theme"],
        },
    },
    {
        "name": "show_captions",
        "parameters": {"type": "OBJECT", "properties": {"on": {"type": "BOOLEAN"}}, "required": ["on"]},
    },
    {
        "name": "search_conversations",
        "parameters": {
            "type": "OBJECT",
            "properties": {"words": {"type": "STRING"}},
            "required": ["words"],
        },
    },
]


@pytest.fixture(scope="module")
def voice() -> HibariVoice:
    return HibariVoice()


@pytest.fixture(scope="module")
def hearing() -> MoonshineHearing:
    return MoonshineHearing()


@pytest.mark.parametrize(
    ("spoken", "name", "arguments"),
    [
        ("Set a timer for five seconds.", "set_timer", {"seconds": 5}),
        ("Set a timer for two minutes.", "set_timer", {"seconds": 120}),
        ("Please set a ten second timer.", "set_timer", {"seconds": 10}),
        ("What time is it?", "get_time", {}),
        ("What time is it in Tokyo?", "get_time", {"zone": "Tokyo"}),
        ("Calculate twelve times seven.", "calculate", {"expression": "12 * 7"}),
        (
            "Convert ten miles to kilometers.",
            "convert_units",
            {"value": 10, "from_unit": "miles", "to_unit": "kilometers"},
        ),
        ("Switch to the dark theme.", "set_theme", {"theme": "dark"}),
        ("Turn captions off.", "show_captions", {"on": False}),
        ("Search my past conversations for bananas.", "search_conversations", {"words": "bananas"}),
        ("Say goodbye.", "", {}),
        ("Tell me a story.", "", {}),
        ("How are you today?", "", {}),
    ],
)
def test_what_is_said_aloud_becomes_a_call_or_none(
    voice: HibariVoice, hearing: MoonshineHearing, spoken: str, name: str, arguments: dict[str, Any]
) -> None:
    functions = parse_functions(
        [Fields({"functionDeclarations": DECLARATIONS})], ("NON_BLOCKING", "BLOCKING")
    )
    heard = for_hearing(voice, hearing, spoken)
    call = choose(functions, heard)
    assert (call.name if call else "", call.arguments if call else {}) == (name, arguments), heard


async def test_a_timer_is_set_by_voice_and_speaks_up(emulate: Emulate, voice: HibariVoice) -> None:
    emulated = await emulate(talking_senses())
    config: dict[str, Any] = {
        "response_modalities": ["AUDIO"],
        "input_audio_transcription": {},
        "output_audio_transcription": {},
        "tools": [{"function_declarations": [DECLARATIONS[0]]}],
    }
    async with emulated.talk(MODEL, **config) as session, asyncio.timeout(DEADLINE_S):
        pcm = at_16_khz(voice.speak("Set a timer for five seconds.", ""))
        for chunk in (pcm, bytes(32_000)):
            await session.send_realtime_input(audio=types.Blob(data=chunk, mime_type="audio/pcm;rate=16000"))
        asked = await next_turn(session)
        called = next(each.tool_call for each in asked.messages if each.tool_call)
        (call,) = called.function_calls or [types.FunctionCall()]
        assert (call.name, call.args) == ("set_timer", {"seconds": 5})
        await session.send_realtime_input(text="Tell me a story.")
        await next_turn(session, until_speech=True)
        await session.send_tool_response(
            function_responses=types.FunctionResponse(
                id=call.id,
                name=call.name,
                response={"result": "Your five seconds are over!"},
                scheduling=types.FunctionResponseScheduling.INTERRUPT,
            )
        )
        story, rang = await next_turn(session), await next_turn(session)
    assert story.at("interrupted") >= 0
    assert rang.said == "Your five seconds are over!"
    assert any(rang.speech)
