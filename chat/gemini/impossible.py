"""What a model can't do of what a setup asks: told in words, before the service closes with 1007."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chat.gemini.capabilities import Capabilities, Language, Proactivity, Thinking, capabilities_of, table
from chat.gemini.setup import LiveSetup

TEMPERATURES = (0.0, 2.0)
TOP_PS = (0.0, 1.0)
SEEDS = (0, 2**31 - 1)
BUDGETS = (-1, 24_576)
DETECTION_MS = (0, 60_000)
VERTEX_COMPRESSION_TOKENS = (5_000, 128_000)
MOST_WORDS = 100
"""Of a vocabulary; more than that helps the transcription no further."""
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a setup is to be sent: `gemini`, `vertex` or `emulator`, and the version of its API."""

    endpoint: str
    api_version: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    field: str
    """Of LiveSetup."""
    sentence: str


def problems_of(setup: LiveSetup, place: Place) -> list[Problem]:
    """Empty where the setup can be sent. Of a model that the table does not have, only values are judged."""
    found = list(_values(setup))
    model = capabilities_of(setup.model)
    if model is not None:
        for rule in _RULES:
            found.extend(rule(setup, model, place))
    return found


def _values(setup: LiveSetup) -> Iterator[Problem]:
    for field, (low, high) in (
        ("temperature", TEMPERATURES),
        ("top_p", TOP_PS),
        ("seed", SEEDS),
        ("thinking_budget", BUDGETS),
        ("prefix_padding_ms", DETECTION_MS),
        ("silence_ms", DETECTION_MS),
    ):
        value = getattr(setup, field)
        if value is not None and not low <= value <= high:
            yield Problem(field, f"This is from {low:,} to {high:,}.")
    if not setup.model:
        yield Problem("model", "A model is needed.")
    for field in ("max_output_tokens", "compression_trigger_tokens", "compression_target_tokens"):
        value = getattr(setup, field)
        if value is not None and value < 1:
            yield Problem(field, "This is a number of tokens: 1 or more.")
    if len(setup.vocabulary) > MOST_WORDS:
        yield Problem("vocabulary", f"At most {MOST_WORDS} words or names can be listened for.")
    for field, tags in (
        ("language", (setup.language,)),
        ("transcription_languages", setup.transcription_languages),
    ):
        for tag in tags:
            if tag and not LANGUAGE_TAG.fullmatch(tag):
                yield Problem(field, f"{tag!r} is no language code: write de-DE or en-US, say.")
    yield from _compression(setup)


def _compression(setup: LiveSetup) -> Iterator[Problem]:
    trigger, target = setup.compression_trigger_tokens, setup.compression_target_tokens
    if not setup.compression:
        for field, value in (("compression_trigger_tokens", trigger), ("compression_target_tokens", target)):
            if value is not None:
                yield Problem(field, "This counts only while the context is compressed: switch that on.")
    elif trigger is not None and target is not None and target >= trigger:
        yield Problem(
            "compression_target_tokens",
            "The context is cut down to this: it has to be below the size at which it is cut.",
        )


def _served(_: LiveSetup, model: Capabilities, place: Place) -> Iterator[Problem]:
    if place.endpoint == "emulator":
        return
    if model.retired is not None:
        yield Problem("model", f"Google shut {model.name} down on {model.retired:%-d %B %Y}: choose another.")
    elif place.endpoint not in model.endpoints:
        owner = "Vertex AI" if "vertex" in model.endpoints else "the Gemini API, by key"
        yield Problem("model", f"{model.name} is served by {owner} only: choose another.")


def _voice(setup: LiveSetup, _: Capabilities, __: Place) -> Iterator[Problem]:
    if setup.voice and setup.voice not in table().voices:
        yield Problem(
            "voice", f"There is no voice {setup.voice!r}: choose one of {', '.join(table().voices)}."
        )


def _language(setup: LiveSetup, model: Capabilities, _: Place) -> Iterator[Problem]:
    if setup.language and model.language is Language.NEVER:
        yield Problem(
            "language",
            f"{model.name} speaks the language it is spoken to: leave this empty, and ask for a language in"
            " the instruction.",
        )


def _thinking(setup: LiveSetup, model: Capabilities, _: Place) -> Iterator[Problem]:
    by_level = model.thinking in (Thinking.LEVEL, Thinking.LEVEL_REQUIRED)
    if setup.thinking_level and not by_level:
        yield Problem(
            "thinking_level", f"{model.name} takes no thinking level: leave this empty. {_advice(model)}"
        )
    elif setup.thinking_level and setup.thinking_level not in model.levels:
        yield Problem("thinking_level", f"{model.name} thinks at {_either(model.levels)}.")
    elif not setup.thinking_level and model.thinking is Thinking.LEVEL_REQUIRED:
        yield Problem("thinking_level", f"{model.name} needs a thinking level: {_either(model.levels)}.")
    if setup.thinking_budget is not None and model.thinking is not Thinking.BUDGET:
        yield Problem(
            "thinking_budget", f"{model.name} takes no thinking budget: leave this empty. {_advice(model)}"
        )


def _advice(model: Capabilities) -> str:
    match model.thinking:
        case Thinking.NONE:
            return "It answers without a pause to think."
        case Thinking.BUDGET:
            return "How much it thinks is set by a budget of tokens."
        case Thinking.LEVEL | Thinking.LEVEL_REQUIRED:
            return "How much it thinks is set by a level."


def _manners(setup: LiveSetup, model: Capabilities, place: Place) -> Iterator[Problem]:
    if setup.proactive_audio is False and model.proactivity is Proactivity.ALWAYS:
        yield Problem(
            "proactive_audio",
            f"{model.name} always decides by itself whether it is spoken to: leave this to the model.",
        )
    if setup.proactive_audio is not None and model.proactivity is Proactivity.NEVER:
        yield Problem(
            "proactive_audio", f"{model.name} always answers what it hears: leave this to the model."
        )
    if setup.affective_dialog and not model.affective:
        yield Problem(
            "affective_dialog", f"{model.name} has no switch for taking its tone from the person's."
        )
    needs_alpha = model.alpha and place.endpoint != "vertex" and place.api_version != "v1alpha"
    for field in ("proactive_audio", "affective_dialog"):
        if needs_alpha and getattr(setup, field):
            yield Problem(
                field,
                f"{model.name} has this in v1alpha only: set LIVECHAT_API_VERSION=v1alpha, or not this.",
            )


def _limits(setup: LiveSetup, model: Capabilities, place: Place) -> Iterator[Problem]:
    most = setup.max_output_tokens
    if most is not None and most > model.output_tokens:
        yield Problem(
            "max_output_tokens", f"{model.name} answers with at most {model.output_tokens:,} tokens."
        )
    trigger, target = setup.compression_trigger_tokens, setup.compression_target_tokens
    for field, value in (("compression_trigger_tokens", trigger), ("compression_target_tokens", target)):
        if value is not None and value > model.input_tokens:
            yield Problem(field, f"The context of {model.name} holds {model.input_tokens:,} tokens.")
    low, high = VERTEX_COMPRESSION_TOKENS
    if place.endpoint == "vertex" and trigger is not None and not low <= trigger <= high:
        yield Problem("compression_trigger_tokens", f"Vertex AI takes {low:,} to {high:,} tokens.")


def _functions(setup: LiveSetup, model: Capabilities, _: Place) -> Iterator[Problem]:
    for function in setup.functions:
        behaviour = function.behavior
        if behaviour is not None and behaviour.value not in model.behaviours:
            yield Problem("functions", _waiting(model, function.name or "", behaviour.value))


def _waiting(model: Capabilities, name: str, behaviour: str) -> str:
    does = "waits for" if behaviour == "BLOCKING" else "does not wait for"
    return f"{model.name} can't call {name} as a function whose result it {does}."


def _either(words: tuple[str, ...]) -> str:
    *first, last = (word.lower() for word in words)
    return f"{', '.join(first)} or {last}" if first else last


_Rule = Callable[[LiveSetup, Capabilities, Place], Iterator[Problem]]
_RULES: tuple[_Rule, ...] = (_served, _voice, _language, _thinking, _manners, _limits, _functions)
