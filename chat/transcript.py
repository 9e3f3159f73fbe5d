"""What a conversation leaves behind, as plain values: the live session makes them, the record stores them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Speaker(StrEnum):
    USER = "user"
    MODEL = "model"
    TOOL = "tool"
    """What the model called, and what came of it."""


class Outcome(StrEnum):
    """How a conversation ended."""

    GOODBYE = "goodbye"
    """The person pressed Stop."""
    LOST = "lost"
    """The browser went away without a word."""
    LIMIT = "limit"
    """It had cost, lasted or gone on for as much as one talk may."""
    REFUSED = "refused"
    """The browser broke the protocol, read too slowly or sent too much."""
    UPSTREAM = "upstream"
    """The model's side refused, closed or went silent."""
    STORAGE = "storage"
    """The transcript could not be written."""
    ENDED = "ended"
    """An operator ended it."""
    SHUTDOWN = "shutdown"
    """The server stopped."""
    FAILED = "failed"
    """A fault of this server's own."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One speaker's finished words; unique by (conversation, sequence)."""

    sequence: int
    turn: int
    """One reply of the model with the input that caused it, from 1."""
    speaker: Speaker
    text: str
    started_at: datetime
    ended_at: datetime
    typed: bool = False
    interrupted: bool = False
    total_samples: int = 0
    """Speech the model sent for it, 24 kHz."""
    heard_samples: int = 0
    """Of these, what left the person's speaker."""
    heard_chars: int = 0
    """`text[:heard_chars]` was heard (right to a fragment of the transcription); the rest was not."""
    sources: tuple[tuple[str, str], ...] = ()
    """Pages that it is grounded on: title and address."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The account of a whole conversation, written when it ends."""

    outcome: Outcome
    error_code: str = ""
    turns: int = 0
    microphone_ms: int = 0
    dropped_ms: int = 0
    pictures: int = 0
    speech_ms: int = 0
    prompt_tokens: int = 0
    response_tokens: int = 0
    total_tokens: int = 0
    cost: Decimal | None = None
    """None where it is not known."""
