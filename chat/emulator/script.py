"""What a scenario says: at which moment, what happens. docs/emulator.md describes the format of the file.

An event happens with a number: the second turn, after 3 s, or with words that were said. A rule waits for one
of them and acts, once on each connection unless it says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from chat.emulator.functions import FunctionCall
from chat.emulator.refusals import Close


class Event(Enum):
    CONNECT = "connect"
    """The nth connection to the emulator, before its setup."""
    SETUP = "setup"
    """The nth setup that was taken, before setupComplete."""
    TURN = "turn"
    """The nth time that the person is to be answered."""
    TEXT = "text"
    """The person is to be answered, and these words were among what was said."""
    AUDIO_MS = "audio_ms"
    """So much sound has come."""
    TIME_S = "time_s"
    """So long after setupComplete."""
    MESSAGE = "message"
    """The nth message of the server's, setupComplete being the first."""


BEFORE_TALK = frozenset({Event.CONNECT, Event.SETUP})
"""Counted over all connections of one emulator; the others on each connection anew."""


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    call: FunctionCall


@dataclass(frozen=True, slots=True)
class ToolStorm:
    calls: int


@dataclass(frozen=True, slots=True)
class Silent:
    pass


@dataclass(frozen=True, slots=True)
class Burst:
    pass


@dataclass(frozen=True, slots=True)
class TranscriptShift:
    ms: float
    """Above 0 the words come after their sound."""


@dataclass(frozen=True, slots=True)
class Thought:
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    uri: str


@dataclass(frozen=True, slots=True)
class Grounding:
    queries: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Slow:
    delay_ms: float


@dataclass(frozen=True, slots=True)
class Drop:
    pass


@dataclass(frozen=True, slots=True)
class CloseWith:
    close: Close


@dataclass(frozen=True, slots=True)
class HalfClose:
    """A close frame, and nothing after it: the connection stays for so long."""

    close: Close
    hold_s: float


@dataclass(frozen=True, slots=True)
class GoAway:
    time_left_s: float
    silence: bool
    """Nothing more is said, and the connection stays open; otherwise it is closed as the service does."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    pass


@dataclass(frozen=True, slots=True)
class Huge:
    message_bytes: int


@dataclass(frozen=True, slots=True)
class BadJson:
    pass


@dataclass(frozen=True, slots=True)
class UnknownKeysOnly:
    pass


@dataclass(frozen=True, slots=True)
class NoSetupComplete:
    pass


@dataclass(frozen=True, slots=True)
class Raw:
    message: str


@dataclass(frozen=True, slots=True)
class VoiceActivity:
    told: bool


@dataclass(frozen=True, slots=True)
class UsageGap:
    tokens: int


OfReply = Say | Call | ToolStorm | Thought | Grounding
"""What the model says or calls."""
OfManner = Burst | TranscriptShift | UsageGap | VoiceActivity | Slow
"""How it does from there on."""
OfLine = Drop | CloseWith | HalfClose | GoAway | Interrupt | Huge | BadJson | UnknownKeysOnly | Raw
Action = OfReply | OfManner | OfLine | Silent | NoSetupComplete


@dataclass(frozen=True, slots=True)
class Rule:
    number: int
    """Of its table in the file, from 1."""
    event: Event
    at: float
    """Of events with a number."""
    words: str
    """Of Event.TEXT."""
    actions: tuple[Action, ...]
    repeat: bool = False
    """At each multiple of the number, or each time that the words are said."""
    once: bool = False
    """On one connection only, of all that the emulator has."""
    after_s: float = 0.0
    """From the event to the actions."""

    def meets(self, before: float, now: float) -> bool:
        """Whether its number is passed on the way from `before` to `now`."""
        if self.repeat:
            return now // self.at > before // self.at
        return before < self.at <= now


@dataclass(frozen=True, slots=True)
class Script:
    rules: tuple[Rule, ...] = ()
    answers: str = "talk"
    """Who answers where no rule does: talk, tone or text."""
    file: Path | None = None
    """Where it was read."""

    def on(self, event: Event) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.event is event)
