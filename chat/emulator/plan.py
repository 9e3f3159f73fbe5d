"""How a reply is made where the usual way is left."""

from __future__ import annotations

from dataclasses import dataclass

from chat.emulator.functions import FunctionCall


@dataclass(frozen=True, slots=True)
class Plan:
    """Of one reply. What stands at its default goes as ever."""

    sentences: tuple[str, ...] | None = None
    """None: what the mind answers, or what came of the calls."""
    calls: tuple[FunctionCall, ...] | None = None
    """None: those that follow from what was said."""
    opening: tuple[bytes, ...] = ()
    """Messages before the first words: thoughts and sources."""
    thought_tokens: int = 0
    silent: bool = False
    """No reply, and no word about it."""
    burst: bool = False
    shift_ms: float = 0.0
    delay_s: float = 0.0


USUAL = Plan()


@dataclass(slots=True)
class Manner:
    """How a session's replies are given from here on."""

    burst: bool = False
    """Speech is sent as soon as it is made."""
    shift_ms: float = 0.0
    """From a word's sound to its transcription."""
    voice_activity: bool = False
    """The client is told when speech is noticed and when it ends."""
    usage_gap: int | None = None
    """Tokens in the prompt's total that its details leave out; None for some in every third turn."""
