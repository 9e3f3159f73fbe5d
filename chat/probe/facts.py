"""What a run of messages was like, in words that two services can be compared by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chat.gemini.wire import ServerMessage, Tokens
from chat.protocol.limits import BYTES_PER_SAMPLE, OUTPUT_SAMPLE_RATE

Fact = str | frozenset[str]
Facts = dict[str, Fact]

SPEECH_BYTES_PER_S = OUTPUT_SAMPLE_RATE * BYTES_PER_SAMPLE
TELLING_SPEECH_S = 1.5
"""Of shorter speech nothing tells whether its turn was held open while it plays."""
HELD_WITHIN_S = 0.7
FREE_FORM = ("args",)
"""Fields whose own fields are not the protocol's."""
BESIDE_THE_TURN = {"nothing", "resumable", "not resumable", "go away", "usage"}
"""Kinds that come by the clock, and say nothing of an order."""


@dataclass(frozen=True, slots=True)
class Seen:
    message: ServerMessage
    fields: dict[str, Any]
    """The frame's JSON."""
    binary: bool
    at_s: float
    """By the monotonic clock."""


def facts_of(seen: Sequence[Seen]) -> Facts:
    """None of a run without messages."""
    if not seen:
        return {}
    facts: Facts = {
        "frames": " and ".join(sorted({"binary" if each.binary else "text" for each in seen})),
        "order": ", ".join(order_of(seen)),
        "fields": frozenset(path for each in seen for path in paths_of(each.fields)),
    }
    tokens = next((each.message.tokens for each in seen if each.message.tokens), None)
    if tokens is not None:
        facts |= _usage(tokens)
    held = _held(seen)
    if held is not None:
        facts["turnComplete"] = "held until the speech is played" if held else "sent before it is played"
    return facts


def order_of(seen: Sequence[Seen]) -> Sequence[str]:
    """The kinds of what was said, each where it came first."""
    kinds = (name_of(each.message, each.fields) for each in seen)
    return list(dict.fromkeys(kind for kind in kinds if kind not in BESIDE_THE_TURN))


def name_of(message: ServerMessage, fields: dict[str, Any]) -> str:
    """Of a message's kind, as the golden messages are named."""
    kinds = list(_kinds(message))
    if kinds:
        return " and ".join(kinds)
    return f"unknown {list(paths_of(fields))[-1]}" if any(fields.values()) else "nothing"


def _kinds(message: ServerMessage) -> Iterator[str]:
    turn_complete = "turn complete in progress" if message.interaction == "IN_PROGRESS" else "turn complete"
    resumable = message.resumption is not None and message.resumption.resumable
    named = (
        (message.activity, "voice activity"),
        (message.input_transcription, "input transcription"),
        (message.thought, "thought"),
        (message.text, "text"),
        (message.speech, "speech"),
        (message.output_transcription, "output transcription"),
        (message.grounding, "grounding"),
        (message.calls, "tool call"),
        (message.cancelled_calls, "tool call cancellation"),
        (message.interrupted, "interrupted"),
        (message.generation_complete, "generation complete"),
        (message.turn_complete, turn_complete),
        (message.tokens and not message.turn_complete, "usage"),
        (message.resumption, "resumable" if resumable else "not resumable"),
        (message.go_away_s is not None, "go away"),
    )
    return (name for is_it, name in named if is_it)


def paths_of(value: object, path: str = "") -> Iterator[str]:
    """Each field's, dotted; lists stand for what is in them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            below = f"{path}.{name}".lstrip(".")
            yield below
            if name not in FREE_FORM:
                yield from paths_of(inner, below)
    elif isinstance(value, list):
        for each in value:
            yield from paths_of(each, path)


def speech_of(seen: Sequence[Seen]) -> bytes:
    """PCM16 mono 24 kHz."""
    return b"".join(each.message.speech for each in seen)


def said_in(seen: Sequence[Seen]) -> str:
    return "".join(each.message.output_transcription for each in seen)


def heard_in(seen: Sequence[Seen]) -> str:
    return "".join(each.message.input_transcription for each in seen)


def _usage(tokens: Tokens) -> Facts:
    return {
        "usage of the prompt": _modalities(tokens.prompt),
        "usage of the answer": _modalities(tokens.response),
        "prompt tokens of no modality": str(tokens.prompt_total - sum(count for _, count in tokens.prompt)),
    }


def _modalities(details: Sequence[tuple[str, int]]) -> str:
    return ", ".join(sorted(modality for modality, _ in details)) or "no modality"


def _held(seen: Sequence[Seen]) -> bool | None:
    """Of the first turn. None where its messages don't tell."""
    end = next((place for place, each in enumerate(seen) if each.message.turn_complete), None)
    if end is None or any(each.message.interrupted for each in seen[: end + 1]):
        return None
    spoken = [each for each in seen[:end] if each.message.speech]
    duration_s = len(speech_of(spoken)) / SPEECH_BYTES_PER_S
    if duration_s < TELLING_SPEECH_S:
        return None
    return seen[end].at_s - spoken[0].at_s >= duration_s - HELD_WITHIN_S
