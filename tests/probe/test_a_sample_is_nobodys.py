"""What a service may say that is not the protocol's stays out of the recorded samples."""

from __future__ import annotations

from typing import Any

import pytest

from chat.probe.golden import Samples

Fields = dict[str, Any]


def recorded(fields: Fields) -> Fields:
    samples = Samples()
    samples.add("sample", fields)
    return samples.messages["sample"]


@pytest.mark.parametrize(
    ("fields", "redacted"),
    [
        ({"serverContent": {"inputTranscription": {"text": "my doctor"}}}, "words"),
        ({"sessionResumptionUpdate": {"newHandle": "Cih8MTIz"}}, "a-handle"),
        ({"setupComplete": {"sessionId": "s-123"}}, "a-session"),
        ({"toolCall": {"functionCalls": [{"args": {"city": "where I live"}}]}}, "redacted"),
        ({"newThing": [{"trace": "projects/1234/secret"}]}, "redacted"),
        ({"serverContent": {"groundingMetadata": {"webSearchQueries": ["my illness"]}}}, "redacted"),
    ],
)
def test_words_ids_and_handles_are_replaced(fields: Fields, redacted: str) -> None:
    assert innermost(recorded(fields)) == redacted


@pytest.mark.parametrize(
    "fields",
    [
        {"serverContent": {"turnComplete": True, "interactionStatus": "IN_PROGRESS"}},
        {"serverContent": {}, "voiceActivity": {"type": "ACTIVITY_START", "audioOffset": "0.440s"}},
        {"goAway": {"timeLeft": "50s"}},
        {"usageMetadata": {"promptTokensDetails": [{"modality": "TEXT", "tokenCount": 2}]}},
        {"toolCall": {"functionCalls": [{"name": "get_weather", "args": {"city": "Lisbon"}}]}},
        {"sessionResumptionUpdate": {"resumable": False}},
    ],
)
def test_the_protocols_own_words_and_the_probes_are_kept(fields: Fields) -> None:
    assert recorded(fields) == fields


def test_of_sound_three_samples_are_kept() -> None:
    assert recorded({"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": "AQD+/w==" * 100}}) == {
        "inlineData": {"mimeType": "audio/pcm;rate=24000", "data": "AQD+/w=="}
    }


def test_a_call_and_its_cancellation_keep_the_same_id() -> None:
    samples = Samples()
    samples.add("tool call", {"toolCall": {"functionCalls": [{"id": "a1"}, {"id": "b2"}]}})
    samples.add("tool call cancellation", {"toolCallCancellation": {"ids": ["b2"]}})
    assert samples.messages["tool call cancellation"] == {
        "toolCallCancellation": {"ids": ["function-call-2"]}
    }


def test_the_first_of_a_kind_is_kept() -> None:
    samples = Samples()
    for tokens in (1, 2):
        samples.add("usage", {"usageMetadata": {"totalTokenCount": tokens}})
    assert samples.messages == {"usage": {"usageMetadata": {"totalTokenCount": 1}}}


def innermost(value: Any) -> Any:
    while isinstance(value, dict | list):
        value = next(iter(value.values() if isinstance(value, dict) else value))
    return value
