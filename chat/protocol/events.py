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
    """The conversation has begun, or (`resumed`) goes on. `endpoint` tells who answers.

    `token` is what its owner resumes it with, in place of any before it. `microphone` is the last chunk that
    came before a resume, null where this server does not know.
    """

    conversation: str
    token: str
    limits: dict[str, int]
    model: str
    endpoint: str
    modality: Modality
    kept: bool
    resumed: bool = False
    microphone: int | None = None


class Shown(Struct, frozen=True):
    """An utterance as it stands; `text[:heard_chars]` of a model's was heard."""

    sequence: int
    turn: int
    role: str
    text: str
    typed: bool
    interrupted: bool
    heard_chars: int


class Snapshot(Event, frozen=True, tag="snapshot"):
    """What was said, the newest of it: replaces, by sequence, what is shown of it."""

    utterances: list[Shown]


class Assistant(Event, frozen=True, tag="assistant"):
    """Who answers from now on, by slug and name: both are empty where this server has no assistant.

    With `push_to_talk` the model does not notice speech by itself: its beginning and end have to be marked.
    """

    assistant: str
    name: str
    push_to_talk: bool


class State(Event, frozen=True, tag="state"):
    link: Link
    agent: Agent


class Turn(Event, frozen=True, tag="turn"):
    """A reply of the model has begun or, with `complete`, is over."""

    turn: int
    complete: bool


class Caption(Event, frozen=True, tag="caption"):
    """A fragment to append to utterance `sequence`, to be shown when sample `at_sample` of the turn is heard.

    `final` closes the utterance; its text may be empty then. `ref` is the id of the typed words it repeats.
    """

    role: Role
    turn: int
    sequence: int
    text: str
    final: bool
    at_sample: int = 0
    ref: str = ""


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


class UsageLine(Struct, frozen=True):
    """Tokens of one direction (input, output, thoughts, tool_use) and modality; `cost` is null if unknown."""

    direction: str
    modality: str
    tokens: int
    cost: str | None


class Usage(Event, frozen=True, tag="usage"):
    """The turn's tokens as the service counted them, and with `totals` the whole talk's.

    Money is a decimal number as text, null where a price is not known.
    """

    turn: int
    prompt_tokens: int
    response_tokens: int
    total_tokens: int
    lines: list[UsageLine]
    totals: list[UsageLine]
    cost: str | None
    total_cost: str | None
    currency: str


class GoAway(Event, frozen=True, tag="go_away"):
    """The service will end its connection in so many milliseconds."""

    time_left_ms: int


class Upstream(Event, frozen=True, tag="upstream"):
    """Something on the way to the model that the person should know and need not act on."""

    code: str
    message: str


class Runs(StrEnum):
    """Who does what the model called."""

    SERVER = "server"
    BROWSER = "browser"


class ToolCall(Event, frozen=True, tag="tool_call"):
    """The model has called a function, utterance `sequence` of the thread.

    With `runs` "browser" this client does it, and answers with `tool_result`.
    """

    id: str
    name: str
    args: dict[str, Any]
    turn: int
    sequence: int
    runs: Runs


class ToolResult(Event, frozen=True, tag="tool_result"):
    """What came of a call: `result`, any JSON, or else `error`. More follows where it is not `final`."""

    id: str
    name: str
    sequence: int
    result: Any
    error: str
    final: bool


class ToolCancelled(Event, frozen=True, tag="tool_cancelled"):
    """The model wants nothing of this call any more."""

    id: str
    name: str
    sequence: int


class SourceLink(Struct, frozen=True):
    """A page; `uri` begins with http:// or https://."""

    title: str
    uri: str


class Sources(Event, frozen=True, tag="sources"):
    """What Google Search gave to this reply, utterance `sequence`; replaces what was told of it before.

    `suggestions` is an HTML document of Google's, to be shown as it is and kept apart from the page.
    """

    turn: int
    sequence: int
    sources: list[SourceLink]
    queries: list[str]
    suggestions: str


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
    """`{"type": ..., ..., "n": n}`"""
    return f'{_encoder.encode(event)[:-1].decode()},"n":{n}}}'
