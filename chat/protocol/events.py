"""JSON control messages to the browser. Each goes out with a number `n` that only grows."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from chat.protocol.commands import Modality


class Role(StrEnum):
    USER = "user"
    MODEL = "model"


class Link(StrEnum):
    CONNECTING = "connecting"
    LIVE = "live"
    RECONNECTING = "reconnecting"
    ENDED = "ended"


class Agent(StrEnum):
    LISTENING = "listening"
    USER_SPEAKING = "user_speaking"
    THINKING = "thinking"
    SPEAKING = "speaking"


class Event(Struct, frozen=True, tag_field="type"):
    """Every control message of the server's is one of these."""


class Ready(Event, frozen=True, tag="ready"):
    """The conversation has begun. `token` is what its owner resumes it with; `endpoint` tells who answers."""

    conversation: str
    token: str
    limits: dict[str, int]
    model: str
    endpoint: str
    modality: Modality
    kept: bool


class Snapshot(Event, frozen=True, tag="snapshot"):
    """The stored utterances, sent first when a conversation is resumed on another worker."""

    utterances: list[dict[str, Any]]


class State(Event, frozen=True, tag="state"):
    link: Link
    agent: Agent


class Turn(Event, frozen=True, tag="turn"):
    """A reply of the model has begun or, with `complete`, is over."""

    turn: int
    complete: bool


class Caption(Event, frozen=True, tag="caption"):
    """A fragment to append to utterance `sequence`, to be shown when sample `at_sample` of the turn is heard.

    `final` closes the utterance; its text may be empty then.
    """

    role: Role
    turn: int
    sequence: int
    text: str
    final: bool
    at_sample: int = 0


class Interrupted(Event, frozen=True, tag="interrupted"):
    """Silence turn `turn` at once, and answer with a last `played`."""

    turn: int


class Acknowledged(Event, frozen=True, tag="ack"):
    """The last microphone chunk and picture taken, cumulative; `dropped_ms` of audio were left out."""

    microphone: int
    frame: int
    dropped_ms: int = 0


class Stored(Event, frozen=True, tag="stored"):
    """Utterance `sequence` is in the database."""

    sequence: int


class Usage(Event, frozen=True, tag="usage"):
    """The turn's tokens as the service counted them."""

    turn: int
    prompt_tokens: int
    response_tokens: int
    total_tokens: int


class GoAway(Event, frozen=True, tag="go_away"):
    """The service will end its connection in so many milliseconds."""

    time_left_ms: int


class Upstream(Event, frozen=True, tag="upstream"):
    """Something on the way to the model that the person should know and need not act on."""

    code: str
    message: str


class Error(Event, frozen=True, tag="error"):
    """`message` is for the person; `retry`: the same can succeed later; `fatal`: the socket closes."""

    code: str
    message: str
    retry: bool
    fatal: bool
    ref: str = ""


class Pong(Event, frozen=True, tag="pong"):
    pass


_encoder = msgspec.json.Encoder()


def encode_event(event: Event, n: int) -> str:
    """`{"type": ..., "n": n, ...}`"""
    fields = msgspec.to_builtins(event)
    return _encoder.encode({"type": fields.pop("type"), "n": n, **fields}).decode()
