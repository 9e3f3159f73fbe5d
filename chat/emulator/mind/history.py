"""What was said in this talk, as far back as is kept."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

MOST_TURNS = 200
LONGEST = 2_000
LONG = 5
"""Sentences: what is left of a story outlives that a short reply is cut after it."""
PERSON, SELF = "user", "model"


class Turn(NamedTuple):
    role: str
    text: str


class History:
    def __init__(self) -> None:
        self.turns: deque[Turn] = deque(maxlen=MOST_TURNS)
        self.unsaid: tuple[str, ...] = ()
        """What was left of a reply that was cut."""
        self.repeatable = ""
        """The last reply that was not itself a repetition."""
        self.person_spoke = 0
        self._first = ""

    def add(self, role: str, text: str) -> None:
        if not text:
            return
        self.turns.append(Turn(role, text[:LONGEST]))
        if role == PERSON:
            self.person_spoke += 1
            self._first = self._first or text[:LONGEST]

    def replied(self, sentences: Sequence[str], repeats: bool) -> None:
        text = " ".join(sentences)
        self.add(SELF, text)
        if not repeats:
            self.repeatable = text
        if len(sentences) > LONG:
            self.unsaid = ()

    def cut(self, sentences: Sequence[str], said_so_far: str) -> None:
        """The last reply ended within these words: what the ear did not get in full is left for "go on"."""
        heard, whole = len(_words(said_so_far)), 0
        while whole < len(sentences) and len(_words(sentences[whole])) <= heard:
            heard -= len(_words(sentences[whole]))
            whole += 1
        rest = tuple(sentences[whole:])
        if len(rest) > LONG or not self.unsaid:
            self.unsaid = rest
        if self.turns and self.turns[-1].role == SELF:
            self.turns.pop()
        self.add(SELF, said_so_far)
        self.repeatable = said_so_far

    @property
    def first(self) -> str:
        """What the person said first."""
        return self._first

    def said_by(self, role: str) -> list[str]:
        """The oldest first."""
        return [turn.text for turn in self.turns if turn.role == role]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
