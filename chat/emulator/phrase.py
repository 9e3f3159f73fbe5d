"""What was said, taken apart: its words, their stems, its amounts and its clauses."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cached_property

from chat.emulator.amounts import Amount, amounts_in

GENERAL = frozenset({
    "get", "set", "do", "run", "make", "show", "find", "fetch", "give", "tell", "use", "call", "the", "a",
    "an", "of", "in", "for", "to", "my", "is", "and", "by", "with", "start", "create", "add", "new",
    "current",
})  # fmt: skip
"""They tell no function from another."""
PREPOSITIONS = (
    "called", "named", "about", "for", "in", "at", "of", "to", "into", "on", "with", "from", "by",
)  # fmt: skip
COURTESIES = frozenset({
    "please", "now", "okay", "can", "could", "would", "will", "you", "i", "want", "need", "like", "i'd",
    "let", "us", "hey", "so", "and", "then", "just",
})  # fmt: skip
ASKING = frozenset({
    "what", "what's", "whats", "which", "when", "where", "who", "how", "do", "does", "know", "check", "see",
})  # fmt: skip
LEADING = frozenset({
    *PREPOSITIONS, "the", "a", "an", "is", "are", "it", "that", "me", "my", "our", "your", "please", "now",
    "what", "some", "any", "all", "word", "words", "phrase",
})  # fmt: skip
_EMPTY = LEADING | {"you", "us", "here", "today", "this", "moment", "right"}
"""Nothing is told by these alone."""
_TRAILING = frozenset({"please", "now", "right", "today", "then", "again"})
_MARKS = ",;:.?!"
_ENDINGS = re.compile(
    r"(?<=\w{4})(?:ations?|ators?|ate[sd]?|ating)$|(?<=\w{5})(?:[eo]rs?|ions?)$"
    r"|(?<=ch)es$|(?<=sh)es$|(?<=\w{3})(?:ing|ed|s)$"
)
_SPOKEN = re.compile(rf"[^\s{_MARKS}\"“”]+(?:\.\d+|,\d{{3}}\b|:\d\d\b)*|[{_MARKS}]")


def stem(word: str) -> str:
    """`calculate`, `calculator` and `calculating` have one; `time` and `timer` have not."""
    return _ENDINGS.sub("", word)


def stems(words: Collection[str]) -> frozenset[str]:
    return frozenset(map(stem, words))


class Phrase:
    def __init__(self, text: str) -> None:
        self.spoken = _SPOKEN.findall(re.sub(r"(?<=\w)-(?=[a-z])", " ", text.replace("\u2019", "'")))
        """As it was written, marks apart."""
        self.words = [word.lower().removesuffix("'s") for word in self.spoken]
        self.stems = [stem(word) for word in self.words]

    @cached_property
    def amounts(self) -> list[Amount]:
        return amounts_in(self.words)

    def count(self, wanted: Collection[str]) -> int:
        """How many of these words were said."""
        return sum(stem(word) in self.stems for word in wanted)

    def holds(self, words: Sequence[str]) -> bool:
        """One after the other."""
        wanted, size = [stem(word) for word in words], len(words)
        return any(self.stems[at : at + size] == wanted for at in range(len(self.stems) - size + 1))

    def start_of(self, wanted: Collection[str]) -> int:
        """The place of the first of these words."""
        return next((at for at, each in enumerate(self.stems) if each in stems(wanted)), len(self.stems))

    def end_of(self, wanted: Collection[str]) -> int:
        """The place after the last of these words."""
        return max((at + 1 for at, each in enumerate(self.stems) if each in stems(wanted)), default=0)

    def verb(self) -> int:
        """The place of the first word that is no courtesy."""
        return next((at for at, each in enumerate(self.words) if each not in COURTESIES | {","}), 0)

    def clause(self, start: int, ends: Collection[str] = (), about: Collection[str] = ()) -> str | None:
        """What is said from there up to a mark, one of `ends`, or a preposition before words of `about`.

        None where that is nothing but courtesies, or begins with words of `about`.
        """
        at = start
        while at < len(self.words) and self.words[at] in LEADING:
            at += 1
        kept: list[str] = []
        known = stems(about)
        for place in range(at, len(self.words)):
            word = self.words[place]
            if word in _MARKS or (kept and word in ends):
                break
            if kept and word in PREPOSITIONS and known & set(self._clause_stems(place)):
                break
            kept.append(self.spoken[place])
        while kept and kept[-1].lower() in _TRAILING:
            kept.pop()
        said = [word.lower() for word in kept]
        told = known.isdisjoint(map(stem, said)) and not _EMPTY.issuperset(said)
        return " ".join(kept) if told else None

    def after_word(self, word: str, ends: Collection[str] = (), about: Collection[str] = ()) -> str | None:
        for at, each in enumerate(self.words):
            if each == word or self.stems[at] == stem(word):
                return self.clause(at + 1, ends, about)
        return None

    def after_preposition(self, about: Collection[str] = (), *, numbers: bool = True) -> str | None:
        """Without `numbers`, what begins with an amount is passed over."""
        amounts = {amount.start for amount in self.amounts}
        clauses = (
            self.clause(at + 1, about=about)
            for preposition in PREPOSITIONS
            for at, word in enumerate(self.words)
            if word == preposition and (numbers or at + 1 not in amounts)
        )
        return next(filter(None, clauses), None)

    def object_of_verb(self, about: Collection[str] = ()) -> str | None:
        """`bananas` of "find bananas in my notes"."""
        return self.clause(self.verb() + 1, PREPOSITIONS, about)

    def _clause_stems(self, start: int) -> list[str]:
        end = next((at for at in range(start, len(self.words)) if self.words[at] in _MARKS), len(self.words))
        return self.stems[start:end]
