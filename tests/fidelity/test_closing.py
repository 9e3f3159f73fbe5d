"""What the service refuses it closes with a code and a reason; each SDK tells both."""

from __future__ import annotations

import pytest

from tests.support.emulator import Emulator

from .javascript_sdk import JavaScriptSdk
from .talk import AUDIO_MODEL, TRANSCRIBED, WRITTEN, Closed, Fields, Sdk, blob

MANUAL: Fields = TRANSCRIBED | {"realtimeInputConfig": {"automaticActivityDetection": {"disabled": True}}}

MOST_REASON_BYTES = 123
"""What a close frame holds."""


async def refusal(
    sdk: Sdk, emulator: Emulator, model: str, config: Fields, key: str = "a-key"
) -> tuple[int, str]:
    """Of a setup."""
    with pytest.raises(Closed) as closed:
        async with sdk.talk(emulator, model, config, key):
            pass
    return closed.value.code, closed.value.reason


async def test_a_bad_key(sdk: Sdk, emulator: Emulator) -> None:
    told = await refusal(sdk, emulator, AUDIO_MODEL, TRANSCRIBED, key="bad-key")
    assert told == (1007, "API key not valid. Please pass a valid API key.")


async def test_an_unknown_model(sdk: Sdk, emulator: Emulator) -> None:
    told = await refusal(sdk, emulator, "gemini-0-live", TRANSCRIBED)
    whole = (
        "models/gemini-0-live is not found for API version v1beta, or is not supported for"
        " bidiGenerateContent. Call ListModels to see the list of available models and their supported"
        " methods."
    )
    assert told == (1008, whole[:MOST_REASON_BYTES])


async def test_text_of_a_model_that_only_speaks(sdk: Sdk, emulator: Emulator) -> None:
    told = await refusal(sdk, emulator, AUDIO_MODEL, WRITTEN)
    reason = "The requested combination of response modalities (TEXT) is not supported by the model"
    assert told == (1007, reason)


async def test_two_modalities(sdk: Sdk, emulator: Emulator) -> None:
    code, reason = await refusal(sdk, emulator, AUDIO_MODEL, {"responseModalities": ["TEXT", "AUDIO"]})
    assert code == 1007
    assert reason.startswith("The requested combination of response modalities (TEXT, AUDIO)")


async def test_a_thinking_level_of_a_model_that_takes_none(sdk: Sdk, emulator: Emulator) -> None:
    config = TRANSCRIBED | {"thinkingConfig": {"thinkingLevel": "LOW"}}
    told = await refusal(sdk, emulator, AUDIO_MODEL, config)
    assert told == (1007, "Thinking level is not supported for this model")


async def test_no_thinking_level_of_a_model_that_needs_one(sdk: Sdk, emulator: Emulator) -> None:
    told = await refusal(sdk, emulator, "gemini-3.8-live-extended-thinking", TRANSCRIBED)
    assert told == (1007, "Thinking level must be specified")


async def test_a_field_that_the_setup_does_not_have(emulator: Emulator) -> None:
    """By the JavaScript SDK alone: Python's lets no unknown field out."""
    config = TRANSCRIBED | {"realtimeInputConfig": {"patience": 3}}
    told = await refusal(JavaScriptSdk(), emulator, AUDIO_MODEL, config)
    reason = (
        "Invalid JSON payload received. Unknown name \"patience\" at 'setup.realtime_input_config':"
        " Cannot find field."
    )
    assert told == (1007, reason)


async def test_an_activity_without_sound(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, MANUAL) as talk:
        await talk.start_activity()
        await talk.end_activity()
        closed = await talk.closed()
    assert (closed.code, closed.reason) == (1007, "Precondition check failed.")


async def test_a_mark_where_activities_are_detected(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await talk.start_activity()
        closed = await talk.closed()
    assert closed.code == 1007
    assert closed.reason.startswith("Explicit activity control is not supported")


async def test_sound_that_is_not_pcm(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await talk.call("sendRealtimeInput", {"audio": blob(b"OggS", "audio/ogg")})
        closed = await talk.closed()
    assert closed.code == 1007
