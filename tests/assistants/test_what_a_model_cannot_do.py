"""Each impossible combination is refused in a sentence, at the field that has to be changed."""

from __future__ import annotations

from typing import Any

import pytest

from chat.gemini.capabilities import capabilities_of, known_models, spoken_language, table
from chat.gemini.impossible import Place, problems_of
from chat.gemini.setup import LiveSetup

NEW, THINKING = "gemini-3.8-live", "gemini-3.8-live-extended-thinking"
BEFORE, NATIVE = "gemini-3.1-flash-live-preview", "gemini-2.5-flash-native-audio-preview-12-2025"
OF_VERTEX, RETIRED = "gemini-live-2.5-flash-native-audio", "gemini-2.0-flash-live-001"

IMPOSSIBLE: list[tuple[str, dict[str, Any], str, str]] = [
    (NEW, {"thinking_level": "LOW"}, "thinking_level", "takes no thinking level"),
    (NEW, {"thinking_budget": 100}, "thinking_budget", "takes no thinking budget"),
    (NEW, {"proactive_audio": False}, "proactive_audio", "always decides by itself"),
    (NEW, {"affective_dialog": True}, "affective_dialog", "no switch"),
    (NEW, {"voice": "Bob"}, "voice", "There is no voice 'Bob': choose one of Zephyr, Puck"),
    (NEW, {"language": "German!"}, "language", "no language code"),
    (NEW, {"transcription_languages": ("de-DE", "?")}, "transcription_languages", "'?' is no language"),
    (NEW, {"temperature": 2.1}, "temperature", "from 0.0 to 2.0"),
    (NEW, {"top_p": -0.1}, "top_p", "from 0.0 to 1.0"),
    (NEW, {"seed": -1}, "seed", "from 0 to"),
    (NEW, {"max_output_tokens": 0}, "max_output_tokens", "1 or more"),
    (NEW, {"max_output_tokens": 65_537}, "max_output_tokens", "at most 65,536 tokens"),
    (NEW, {"silence_ms": -1}, "silence_ms", "from 0 to 60,000"),
    (NEW, {"prefix_padding_ms": 60_001}, "prefix_padding_ms", "from 0 to 60,000"),
    (NEW, {"vocabulary": tuple(map(str, range(101)))}, "vocabulary", "At most 100"),
    (
        NEW,
        {"compression_trigger_tokens": 131_073},
        "compression_trigger_tokens",
        "holds 131,072 tokens",
    ),
    (
        NEW,
        {"compression_trigger_tokens": 100, "compression_target_tokens": 100},
        "compression_target_tokens",
        "below the size",
    ),
    (
        NEW,
        {"compression": False, "compression_trigger_tokens": 100},
        "compression_trigger_tokens",
        "switch that on",
    ),
    (THINKING, {}, "thinking_level", "needs a thinking level: low, medium or high"),
    (THINKING, {"thinking_level": "MINIMAL"}, "thinking_level", "thinks at low, medium or high"),
    (BEFORE, {"thinking_budget": 0}, "thinking_budget", "set by a level"),
    (BEFORE, {"proactive_audio": True}, "proactive_audio", "always answers"),
    (BEFORE, {"language": "de-DE"}, "language", "speaks the language it is spoken to"),
    (NATIVE, {"thinking_level": "LOW"}, "thinking_level", "set by a budget"),
    (NATIVE, {"proactive_audio": True}, "proactive_audio", "LIVECHAT_API_VERSION=v1alpha"),
    (NATIVE, {"affective_dialog": True}, "affective_dialog", "LIVECHAT_API_VERSION=v1alpha"),
    (NATIVE, {"max_output_tokens": 9_000}, "max_output_tokens", "at most 8,192 tokens"),
    (OF_VERTEX, {}, "model", "served by Vertex AI only"),
    (RETIRED, {}, "model", "Google shut gemini-2.0-flash-live-001 down on 9 December 2025"),
    ("", {}, "model", "A model is needed"),
]


@pytest.mark.parametrize(("model", "asked", "field", "words"), IMPOSSIBLE)
def test_it_is_refused_in_a_sentence(model: str, asked: dict[str, Any], field: str, words: str) -> None:
    (problem,) = problems_of(LiveSetup(model, **asked), Place("gemini"))
    assert problem.field == field
    assert words in problem.sentence
    assert problem.sentence.endswith(".")


@pytest.mark.parametrize("model", [NATIVE, NEW])
def test_vertex_serves_what_it_serves(model: str) -> None:
    problems = problems_of(LiveSetup(model, compression_trigger_tokens=4_999), Place("vertex"))
    served = "vertex" in known_models()[model].endpoints
    assert [each.field for each in problems] == [
        *([] if served else ["model"]),
        "compression_trigger_tokens",
    ]


def test_the_preview_version_has_what_the_usual_one_has_not() -> None:
    setup = LiveSetup(NATIVE, proactive_audio=True, affective_dialog=True)
    assert problems_of(setup, Place("gemini", "v1alpha")) == []


def test_the_emulator_serves_models_that_google_has_shut_down() -> None:
    assert problems_of(LiveSetup(RETIRED), Place("emulator")) == []


def test_an_unknown_model_is_let_through_and_its_values_are_still_judged() -> None:
    assert problems_of(LiveSetup("gemini-9", thinking_level="LOW", voice="Bob"), Place("gemini")) == []
    (problem,) = problems_of(LiveSetup("gemini-9", temperature=3), Place("gemini"))
    assert problem.field == "temperature"


def test_a_model_is_known_by_each_of_its_names() -> None:
    for name in (NEW, f"models/{NEW}", f"publishers/google/models/{NEW}"):
        known = capabilities_of(name)
        assert known is not None and known.name == NEW


def test_the_table_holds_the_thirty_voices() -> None:
    assert len(table().voices) == 30


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("de", "de-DE"),
        ("de-AT", "de-DE"),
        ("EN-us", "en-US"),
        ("en", "en-US"),
        ("zh-Hans-CN", "cmn-CN"),
        ("pt_BR", "pt-BR"),
        ("tlh", ""),
        ("", ""),
    ],
)
def test_a_browsers_language_becomes_one_that_models_take(tag: str, code: str) -> None:
    assert spoken_language(tag) == code
