"""What a conversation takes in, one after another."""

from __future__ import annotations

from dataclasses import dataclass

from chat.emulator.activity import ActivityEnded, ActivityStarted
from chat.emulator.answer import Answer
from chat.emulator.client_messages import Content, ContextUpdate, ToolResponse, TypedText
from chat.emulator.plan import Plan


@dataclass(frozen=True, slots=True)
class AnswerEnded:
    """Its speech has been played; it is stale where it was interrupted meanwhile."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Unasked:
    """The model is to speak of its own accord."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Interruption:
    """Of nobody's speech."""


Input = (
    ActivityStarted
    | ActivityEnded
    | TypedText
    | Content
    | ToolResponse
    | ContextUpdate
    | AnswerEnded
    | Unasked
    | Interruption
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a reply answers."""

    said: str
    spoken: bool = False
    picture: bytes | None = None
    plan: Plan | None = None
    """Where it was made before."""
