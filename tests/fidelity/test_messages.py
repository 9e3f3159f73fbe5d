"""What a session brings is of the protocol, and comes when the service would send it."""

from __future__ import annotations

import asyncio
import json

from google.genai import types

from tests.support.emulator import Emulator
from tests.support.recordings import librivox

from .javascript_sdk import JavaScriptSdk
from .talk import AUDIO_MODEL, TRANSCRIBED, Sdk


async def test_every_message_has_the_protocols_fields_alone(emulator: Emulator) -> None:
    """Told by the types of Python's SDK, of which the JavaScript SDK, that drops nothing, knows none."""
    async with JavaScriptSdk().talk(emulator, AUDIO_MODEL, TRANSCRIBED | {"sessionResumption": {}}) as talk:
        await talk.speak(librivox()[1].pcm)
        await talk.end_stream()
        messages = (await talk.until_speech()).messages
        await talk.type("Say hello.")
        messages += (await talk.turn()).messages + (await talk.turn()).messages
    kinds = {kind for message in messages for kind in message.fields}
    assert kinds == {"serverContent", "sessionResumptionUpdate", "usageMetadata"}
    for message in messages:
        types.LiveServerMessage.model_validate_json(json.dumps(message.fields))


async def test_a_turn_lasts_as_long_as_its_speech(sdk: Sdk, emulator: Emulator) -> None:
    now = asyncio.get_running_loop().time
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await talk.type("Say one two three four five six.")
        first = await talk.until(lambda message: bool(message.data))
        began = now()
        rest = await talk.turn()
        lasted_s = now() - began
    speech_s = len(first.speech + rest.speech) / 48_000
    assert speech_s - 0.2 < lasted_s < speech_s + 2


async def test_speech_comes_faster_than_it_is_played(sdk: Sdk, emulator: Emulator) -> None:
    now = asyncio.get_running_loop().time
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await talk.type("Say one two three four five six.")
        first = await talk.until(lambda message: bool(message.data))
        began = now()
        rest = await talk.until(lambda message: bool(message.content.get("generationComplete")))
        took_s = now() - began
    assert took_s < 0.8 * len(first.speech + rest.speech) / 48_000
