"""Every name in either casing, bytes in either base64 alphabet, as ProtoJSON has it."""

from __future__ import annotations

import base64
import json

import pytest

from chat.emulator.catalogue import Api
from chat.emulator.client_messages import ClientMessage, Sound, parse_client_message, read_frame, setup_of
from chat.emulator.setup import Setup, parse_setup

SNAKE = {
    "setup": {
        "model": "models/gemini-3.1-flash-live-preview",
        "generation_config": {
            "response_modalities": ["AUDIO"],
            "speech_config": {
                "language_code": "de-DE",
                "voice_config": {"prebuilt_voice_config": {"voice_name": "Kore"}},
            },
        },
        "system_instruction": {"parts": [{"text": "Be brief."}]},
        "realtime_input_config": {
            "activity_handling": "NO_INTERRUPTION",
            "automatic_activity_detection": {
                "silence_duration_ms": 500,
                "prefix_padding_ms": 100,
                "start_of_speech_sensitivity": "START_SENSITIVITY_LOW",
            },
        },
        "session_resumption": {},
        "input_audio_transcription": {},
        "context_window_compression": {
            "trigger_tokens": "25600",
            "sliding_window": {"target_tokens": "12800"},
        },
    }
}
CAMEL = {
    "setup": {
        "model": "models/gemini-3.1-flash-live-preview",
        "generationConfig": {
            "responseModalities": ["AUDIO"],
            "speechConfig": {
                "languageCode": "de-DE",
                "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}},
            },
        },
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "realtimeInputConfig": {
            "activityHandling": "NO_INTERRUPTION",
            "automaticActivityDetection": {
                "silenceDurationMs": 500,
                "prefixPaddingMs": 100,
                "startOfSpeechSensitivity": "START_SENSITIVITY_LOW",
            },
        },
        "sessionResumption": {},
        "inputAudioTranscription": {},
        "contextWindowCompression": {"triggerTokens": 25600, "slidingWindow": {"targetTokens": 12800}},
    }
}
PCM = bytes([0xFB, 0xEF, 0xBE, 0xFF]) * 3 + b"\x01\x02"
"""Base64 of it holds + and / (or - and _), and padding."""


def _setup(message: object) -> Setup:
    return parse_setup(setup_of(read_frame(json.dumps(message))), Api("v1beta"))


def _messages(message: object) -> list[ClientMessage]:
    return list(parse_client_message(read_frame(json.dumps(message))))


def test_both_casings_ask_for_the_same() -> None:
    assert _setup(SNAKE) == _setup(CAMEL)


def test_everything_asked_for_is_kept() -> None:
    setup = _setup(SNAKE)
    assert setup.modality == "AUDIO"
    assert (setup.voice, setup.language, setup.system_instruction) == ("Kore", "de-DE", "Be brief.")
    assert setup.detection is not None
    assert (setup.detection.silence_ms, setup.detection.padding_ms, setup.detection.on) == (500, 100, 0.7)
    assert not setup.interruptible
    assert (setup.input_transcription, setup.output_transcription) == (True, False)
    assert (setup.resumption, setup.handle) == (True, "")
    assert (setup.compression.trigger, setup.compression.target) == (25600, 12800)


def test_the_service_awaits_800_ms_of_silence_where_nothing_is_asked() -> None:
    setup = _setup({"setup": {"model": "gemini-3.8-live"}})
    assert setup.detection is not None
    assert setup.detection.silence_ms == 800
    assert setup.interruptible


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("padding", ["=", ""])
@pytest.mark.parametrize("names", [("realtimeInput", "mimeType"), ("realtime_input", "mime_type")])
def test_both_alphabets_hold_the_same_sound(encode: object, padding: str, names: tuple[str, str]) -> None:
    assert callable(encode)
    data = encode(PCM).decode().rstrip("=") if not padding else encode(PCM).decode()
    message = {names[0]: {"audio": {"data": data, names[1]: "audio/pcm;rate=16000"}}}
    assert _messages(message) == [Sound(PCM, 16_000)]


@pytest.mark.parametrize("chunks", ["mediaChunks", "media_chunks"])
def test_the_older_media_chunks_are_taken(chunks: str) -> None:
    blob = {"mimeType": "audio/pcm", "data": base64.b64encode(PCM).decode()}
    assert _messages({"realtimeInput": {chunks: [blob, blob]}}) == [Sound(PCM, 16_000)] * 2
