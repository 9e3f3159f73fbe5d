"""Tokens at the service's rates, and the context that every turn bills anew.

https://ai.google.dev/gemini-api/docs/tokens and /live, October 2026.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from chat.emulator.setup import Compression

AUDIO_TOKENS_PER_SECOND = 25
TOKENS_PER_PICTURE = 258
CHARACTERS_PER_TOKEN = 4

TokenCount = Counter[str]
"""Tokens by modality: TEXT, AUDIO, VIDEO (pictures of a stream), IMAGE (pictures within a turn)."""


@dataclass(frozen=True, slots=True)
class Usage:
    """One turn's usageMetadata."""

    prompt: TokenCount
    response: TokenCount
    tool_use: TokenCount = field(default_factory=Counter)
    """The results of functions that came since the last turn."""
    thoughts: int = 0
    gap: int = 0
    """Tokens in the prompt's total that no modality accounts for."""


def text_tokens(text: str) -> TokenCount:
    return Counter(TEXT=math.ceil(len(text) / CHARACTERS_PER_TOKEN))


def audio_tokens(seconds: float) -> TokenCount:
    return Counter(AUDIO=math.ceil(seconds * AUDIO_TOKENS_PER_SECOND))


def picture_tokens(pictures: int, modality: str) -> TokenCount:
    return Counter({modality: pictures * TOKENS_PER_PICTURE})


@dataclass(frozen=True, slots=True)
class Entry:
    """What one side said in one go."""

    role: str
    text: str
    tokens: TokenCount


class Context:
    """Everything the model would read before its next word; the oldest turns are forgotten in time."""

    def __init__(self, system_instruction: str, compression: Compression, entries: tuple[Entry, ...] = ()):
        self._system = text_tokens(system_instruction)
        self._compression = compression
        self._entries = list(entries)

    def instruct(self, system_instruction: str) -> None:
        """In the place of the one before."""
        self._system = text_tokens(system_instruction)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._entries)

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)
        if self.tokens().total() > self._compression.trigger:
            self._compress()

    def tokens(self) -> TokenCount:
        total = Counter(self._system)
        for entry in self._entries:
            total.update(entry.tokens)
        return total

    def _compress(self) -> None:
        """Forgets the oldest entries up to a turn of the user's; what was said last always stays."""
        excess = self.tokens().total() - self._compression.target
        while len(self._entries) > 1 and (excess > 0 or self._entries[0].role != "user"):
            excess -= self._entries.pop(0).tokens.total()
