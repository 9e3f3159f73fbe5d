"""What a person said, as the skills read it, and what is replied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

LONGEST = 2_000
"""Characters of one utterance that are read."""
MOST_WORDS = 14
"""Of a phrase that is looked for as a whole; it bounds the matching, too."""

EXPANDED = {
    "whats": "what is", "what's": "what is", "wheres": "where is", "where's": "where is",
    "who's": "who is", "whos": "who is", "how's": "how is", "hows": "how is", "it's": "it is",
    "that's": "that is", "thats": "that is", "there's": "there is", "name's": "name is", "i'm": "i am",
    "im": "i am", "i've": "i have", "i'll": "i will", "i'd": "i would", "you're": "you are",
    "youre": "you are", "you've": "you have", "don't": "do not", "dont": "do not", "doesn't": "does not",
    "didn't": "did not", "can't": "can not", "cant": "can not", "cannot": "can not", "won't": "will not",
    "isn't": "is not", "aren't": "are not", "let's": "let us", "lets": "let us", "gonna": "going to",
    "wanna": "want to", "gimme": "give me", "color": "colour", "colors": "colours",
    "coloured": "colour", "favorite": "favourite", "ok": "okay", "yeah": "yes", "yep": "yes", "yup": "yes",
    "yea": "yes", "nope": "no", "nah": "no", "pls": "please", "u": "you",
}  # fmt: skip
FILLERS = frozenset((
    "um", "uh", "er", "erm", "hmm", "hm", "well", "so", "oh", "ah", "hey", "actually",
    "basically", "just",
))  # fmt: skip
POLITE = re.compile(
    r"^(?:please |okay |now |and |then |(?:can|could|would|will) you (?:please )?|would you mind |"
    r"i (?:want|would like) you to |i want to |i would like to |let us )+(?=\w)"
)


@dataclass(frozen=True)
class Said:
    text: str
    """As it was heard or typed."""
    now: datetime
    spoken: bool = True
    picture: bytes | None = None
    """The newest JPEG of the camera or the screen."""

    @cached_property
    def words(self) -> str:
        """Lower case, no punctuation, contractions written out, fillers and courtesies left out."""
        text = self.text[:LONGEST].lower().replace("\u2019", "'")
        tokens = [EXPANDED.get(token, token) for token in re.findall(r"[^\W_]+(?:'[^\W_]+)*", text)]
        kept = [token for token in tokens if token not in FILLERS] or tokens
        words = " ".join(kept)
        return re.sub(r"(?<=\w) please$", "", POLITE.sub("", words))

    @cached_property
    def count(self) -> int:
        return len(self.words.split())

    def asks(self, pattern: str) -> re.Match[str] | None:
        """Where these whole words occur."""
        return re.search(rf"\b(?:{pattern})\b", self.words)

    def about(self, pattern: str, within: int = 7) -> bool:
        """Whether a short utterance holds one of these words."""
        return self.count <= within and self.asks(pattern) is not None

    def only(self, pattern: str) -> re.Match[str] | None:
        """Whether this is all that was said."""
        return re.fullmatch(pattern, self.words) if self.count <= MOST_WORDS else None


@dataclass(frozen=True)
class Reply:
    sentences: tuple[str, ...]
    offer: str = ""
    """What "yes" asks for."""
    again: str = ""
    """What "another one" asks for."""
    begins: bool = False
    """A game or a story: what was played before is over."""
    repeats: bool = False
    """Of earlier words: asked to repeat it, one means those."""


def reply(
    *sentences: str, offer: str = "", again: str = "", begins: bool = False, repeats: bool = False
) -> Reply:
    """Empty sentences are left out."""
    return Reply(tuple(filter(None, sentences)), offer, again, begins, repeats)


class Skill(Protocol):
    def answer(self, said: Said) -> Reply | None:
        """None where this is for another skill."""


class Game(Skill, Protocol):
    """While it is played it hears all before the other skills do, and after them what none of them took."""

    def expected(self, said: Said) -> Reply | None:
        """What can only be meant for the game."""

    def otherwise(self, said: Said) -> Reply | None:
        """What no other skill understood."""

    def reminder(self) -> str:
        """What it waits for, "" when it is not played."""

    def leave(self) -> None:
        """Something else has begun."""
