"""A session is set up."""

from __future__ import annotations

from tests.support.emulator import Emulator

from .talk import AUDIO_MODEL, TEXT_MODEL, TRANSCRIBED, WRITTEN, Fields, Sdk

EVERYTHING: Fields = {
    "responseModalities": ["AUDIO"],
    "temperature": 0.7,
    "topP": 0.9,
    "topK": 40,
    "maxOutputTokens": 1000,
    "mediaResolution": "MEDIA_RESOLUTION_LOW",
    "seed": 3,
    "speechConfig": {
        "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}},
        "languageCode": "en-US",
    },
    "systemInstruction": {"parts": [{"text": "Your name is Marta."}]},
    "sessionResumption": {},
    "inputAudioTranscription": {},
    "outputAudioTranscription": {},
    "realtimeInputConfig": {
        "automaticActivityDetection": {
            "disabled": False,
            "startOfSpeechSensitivity": "START_SENSITIVITY_HIGH",
            "endOfSpeechSensitivity": "END_SENSITIVITY_LOW",
            "prefixPaddingMs": 20,
            "silenceDurationMs": 600,
        },
        "activityHandling": "START_OF_ACTIVITY_INTERRUPTS",
        "turnCoverage": "TURN_INCLUDES_ALL_INPUT",
    },
    "contextWindowCompression": {"triggerTokens": "25600", "slidingWindow": {"targetTokens": "12800"}},
    "tools": [
        {"googleSearch": {}},
        {
            "functionDeclarations": [
                {
                    "name": "lights",
                    "description": "Turns the lights on or off.",
                    "behavior": "NON_BLOCKING",
                    "parameters": {"type": "OBJECT", "properties": {"on": {"type": "BOOLEAN"}}},
                }
            ]
        },
    ],
}


async def test_a_session_opens_with_what_the_service_answers(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        assert talk.setup == {"setupComplete": {}}


async def test_every_setting_is_taken(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, EVERYTHING) as talk:
        assert talk.setup == {"setupComplete": {}}
        assert await talk.handle()
        await talk.type("Say hello.")
        turn = await talk.turn()
    assert (turn.said, any(turn.speech)) == ("Hello.", True)


async def test_a_thinking_level_is_taken_where_the_model_thinks(sdk: Sdk, emulator: Emulator) -> None:
    config = TRANSCRIBED | {"thinkingConfig": {"thinkingLevel": "LOW"}}
    async with sdk.talk(emulator, "gemini-3.8-live-extended-thinking", config) as talk:
        assert talk.setup == {"setupComplete": {}}


async def test_the_system_instruction_is_obeyed(sdk: Sdk, emulator: Emulator) -> None:
    config = WRITTEN | {"systemInstruction": "Your name is Marta."}
    async with sdk.talk(emulator, f"models/{TEXT_MODEL}", config) as talk:
        await talk.type("What is your name?")
        assert "Marta" in (await talk.turn()).text
