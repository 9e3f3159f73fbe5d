"""One talk for each setting of an assistant, over the real application: what the emulator received tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chat.models import Assistant
from tests.assistants.recorded import RecordedService, at
from tests.support.chat_client import chat_client

SLUG = "friendly-talk"
LEGACY = "gemini-live-2.5-flash-native-audio"
THINKING = "gemini-3.8-live-extended-thinking"
WRITING = "gemini-live-2.5-flash-preview"
GENERATION = "generationConfig"
DETECTION = "realtimeInputConfig.automaticActivityDetection"

SETTINGS: list[tuple[dict[str, Any], str, Any]] = [
    ({"model": THINKING, "thinking_level": "HIGH"}, "model", f"models/{THINKING}"),
    ({"voice": "Kore"}, f"{GENERATION}.speechConfig.voiceConfig.prebuiltVoiceConfig.voiceName", "Kore"),
    ({"language": "de-DE"}, f"{GENERATION}.speechConfig.languageCode", "de-DE"),
    ({"system_instruction": "You are Ada."}, "systemInstruction.parts.0.text", "You are Ada."),
    ({"model": WRITING, "modality": "TEXT"}, f"{GENERATION}.responseModalities", ["TEXT"]),
    ({"temperature": 0.25}, f"{GENERATION}.temperature", 0.25),
    ({"top_p": 0.5}, f"{GENERATION}.topP", 0.5),
    ({"max_output_tokens": 321}, f"{GENERATION}.maxOutputTokens", 321),
    ({"seed": 7}, f"{GENERATION}.seed", 7),
    (
        {"model": THINKING, "thinking_level": "MEDIUM"},
        f"{GENERATION}.thinkingConfig.thinkingLevel",
        "MEDIUM",
    ),
    ({"model": LEGACY, "thinking_budget": 0}, f"{GENERATION}.thinkingConfig.thinkingBudget", 0),
    ({"push_to_talk": True}, DETECTION, {"disabled": True}),
    (
        {"start_sensitivity": "START_SENSITIVITY_LOW"},
        f"{DETECTION}.startOfSpeechSensitivity",
        "START_SENSITIVITY_LOW",
    ),
    (
        {"end_sensitivity": "END_SENSITIVITY_LOW"},
        f"{DETECTION}.endOfSpeechSensitivity",
        "END_SENSITIVITY_LOW",
    ),
    ({"prefix_padding_ms": 40}, f"{DETECTION}.prefixPaddingMs", 40),
    ({"silence_ms": 900}, f"{DETECTION}.silenceDurationMs", 900),
    ({"interruptible": False}, "realtimeInputConfig.activityHandling", "NO_INTERRUPTION"),
    ({"model": LEGACY, "proactive_audio": True}, "proactivity.proactiveAudio", True),
    ({"model": LEGACY, "affective_dialog": True}, f"{GENERATION}.enableAffectiveDialog", True),
    (
        {"transcription_languages": "de-DE, en-GB"},
        "inputAudioTranscription.languageCodes",
        ["de-DE", "en-GB"],
    ),
    (
        {"vocabulary": "Daphne\n\n Ivy League"},
        "inputAudioTranscription.customVocabulary",
        ["Daphne", "Ivy League"],
    ),
    (
        {"turn_coverage": "TURN_INCLUDES_ONLY_ACTIVITY"},
        "realtimeInputConfig.turnCoverage",
        "TURN_INCLUDES_ONLY_ACTIVITY",
    ),
    ({"media_resolution": "MEDIA_RESOLUTION_LOW"}, f"{GENERATION}.mediaResolution", "MEDIA_RESOLUTION_LOW"),
    ({"compression": False}, "contextWindowCompression", None),
    ({"compression_trigger_tokens": 9000}, "contextWindowCompression.triggerTokens", 9000),
    ({"compression_target_tokens": 4000}, "contextWindowCompression.slidingWindow.targetTokens", 4000),
    ({"search": True, "tools": "[]"}, "tools", [{"googleSearch": {}}]),
    ({"tools": '["calculate"]'}, "tools.0.functionDeclarations.0.name", "calculate"),
    *(
        (
            {f"safety_{category.lower()}": "BLOCK_ONLY_HIGH"},
            "safetySettings",
            [{"category": f"HARM_CATEGORY_{category}", "threshold": "BLOCK_ONLY_HIGH"}],
        )
        for category in ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
    ),
]
NOT_SENT = {"id", "name", "slug", "description", "order", "enabled", "default", "greeting"}
"""The greeting has a test of its own."""


@pytest.fixture
def usual(recorded: RecordedService) -> Iterator[RecordedService]:
    """The row is afterwards as it was."""
    kept = {
        field.name: "[]" if field.name == "tools" else field.get_default()
        for field in Assistant._meta.concrete_fields
        if field.name not in NOT_SENT or field.name == "greeting"
    }
    recorded.set_up(SLUG, kept)
    yield recorded
    recorded.set_up(SLUG, kept)


def test_no_setting_is_left_out_here() -> None:
    sent = {name for fields, _, _ in SETTINGS for name in fields}
    assert sent == {field.name for field in Assistant._meta.concrete_fields} - NOT_SENT


@pytest.mark.parametrize(
    ("fields", "path", "value"), SETTINGS, ids=[f"{' '.join(fields)}" for fields, _, _ in SETTINGS]
)
async def test_it_stands_where_the_service_reads_it(
    usual: RecordedService, fields: dict[str, Any], path: str, value: Any
) -> None:
    plain = await usual.setup_of_a_talk(assistant=SLUG)
    assert at(plain, path) != value
    usual.set_up(SLUG, fields)
    assert at(await usual.setup_of_a_talk(assistant=SLUG), path) == value


async def test_what_is_not_set_is_not_sent(usual: RecordedService) -> None:
    setup = await usual.setup_of_a_talk(assistant=SLUG)
    assert set(setup) == {
        "model",
        "generationConfig",
        "systemInstruction",
        "inputAudioTranscription",
        "outputAudioTranscription",
        "realtimeInputConfig",
        "sessionResumption",
        "contextWindowCompression",
    }
    assert set(setup["generationConfig"]) == {"responseModalities", "speechConfig"}
    assert setup["realtimeInputConfig"] == {"automaticActivityDetection": {"silenceDurationMs": 500}}
    assert setup["contextWindowCompression"] == {"slidingWindow": {}}


async def test_the_greeting_makes_the_model_speak_first(usual: RecordedService) -> None:
    usual.set_up(SLUG, {"greeting": "Hello! Introduce yourself, please."})
    async with chat_client(usual.service) as client:
        await client.hello(assistant=SLUG, modality="TEXT", lang="de-AT")
        said = await client.expect("caption", role="model", turn=1)
        assert said["text"]
        await client.expect("turn", complete=True)
        await client.send("goodbye")
        await client.closed()
    assert [event["text"] for event in client.events if event.get("role") == "user"] == []
    prompts = [at(message, "realtimeInput.text") for message in usual.received()]
    assert "Hello! Introduce yourself, please. (Begin in the language de-AT.)" in prompts


async def test_the_persons_language_holds_where_the_model_needs_one(usual: RecordedService) -> None:
    place = "generationConfig.speechConfig.languageCode"
    assert at(await usual.setup_of_a_talk(assistant=SLUG, lang="de-AT"), place) is None
    usual.set_up(SLUG, {"model": WRITING})
    assert at(await usual.setup_of_a_talk(assistant=SLUG, lang="de-AT"), place) == "de-DE"
    assert at(await usual.setup_of_a_talk(assistant=SLUG, lang="x-klingon"), place) is None
    usual.set_up(SLUG, {"language": "fr-FR"})
    assert at(await usual.setup_of_a_talk(assistant=SLUG, lang="de-AT"), place) == "fr-FR"


async def test_nothing_that_is_refused_ever_reaches_the_model(usual: RecordedService) -> None:
    usual.set_up(SLUG, {"thinking_level": "LOW"})
    before = len(usual.setups())
    async with chat_client(usual.service) as client:
        await client.send("hello", assistant=SLUG)
        error = await client.expect("error")
        assert await client.closed() == (4504, "assistant_impossible")
    assert "gemini-3.8-live takes no thinking level" in error["message"]
    assert len(usual.setups()) == before
