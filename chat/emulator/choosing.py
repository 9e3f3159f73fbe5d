"""Which declared function the words ask for, and with which arguments.

A function is meant when half of the telling words of its name were said, or one of its choices together with
a word of its description; and it is called when each argument that it needs was said.
"""

from __future__ import annotations

from collections.abc import Sequence

from chat.emulator.filling import fill
from chat.emulator.functions import Function, FunctionCall, words_of
from chat.emulator.phrase import ASKING, COURTESIES, GENERAL, LEADING, PREPOSITIONS, Phrase, stems

MOST_CHARACTERS = 2_000
_UNDOING = frozenset({"cancel", "delete", "remove", "forget", "don't", "never", "undo"})
_SHORT = 3
"""Words of a description that are no longer tell nothing."""

_OPENING = (ASKING | COURTESIES | GENERAL) - {"the", "a", "an", "of", "in", "is", "and", "my", "i", "you"}
_WISHES = [["i", "want"], ["i", "need"], ["i", "would"], ["i'd", "like"], ["we", "want"], ["we", "need"]]
_STATING = frozenset({
    "i", "i'm", "i've", "we", "he", "she", "they", "it", "that", "that's", "this", "there", "the", "my",
    "our", "his", "her", "their", "yesterday", "once", "because", "but",
})  # fmt: skip
"""A sentence that begins with one of these tells something."""

Fit = tuple[float, int, int]
"""The part of the name's telling words that were said, how many, and how many of the description's."""
NO_FIT = (0.0, 0, 0)


def choose(functions: Sequence[Function], said: str) -> FunctionCall | None:
    """The one whose name fits best; the first of equals."""
    phrase = Phrase(said[:MOST_CHARACTERS])
    best: FunctionCall | None = None
    best_fit = NO_FIT
    for function in functions:
        fit = _fit(function, phrase)
        if fit > best_fit:
            arguments = fill(function, phrase)
            if arguments is not None:
                best, best_fit = FunctionCall(function.name, arguments), fit
    return best


def _fit(function: Function, phrase: Phrase) -> Fit:
    telling, described = function.telling, _described(function)
    said, told = phrase.count(telling), phrase.count(described)
    part = said / len(telling)
    undone = _UNDOING.intersection(phrase.words[phrase.verb() : phrase.verb() + 1])
    if undone - set(words_of(function.name)) or _only_tells(phrase):
        return NO_FIT
    if any(parameter.required for parameter in function.parameters):
        meant = part >= 0.5 or (told > 0 and _choice_said(function, phrase))
    else:
        meant = _asked_for(telling, phrase) if said else _only_about(described, phrase)
        meant = meant and (part >= 0.5 or not said)
    return (part, said, told) if meant else NO_FIT


def _only_tells(phrase: Phrase) -> bool:
    """Whether nothing is asked for: "we had a nice conversation about dogs"."""
    stated = phrase.words[0] in _STATING if phrase.words else True
    return stated and phrase.words[:2] not in _WISHES and "please" not in phrase.words


def _described(function: Function) -> frozenset[str]:
    words = words_of(function.description)
    return frozenset(word for word in words if len(word) > _SHORT and word not in GENERAL | LEADING | ASKING)


def _choice_said(function: Function, phrase: Phrase) -> bool:
    choices = (choice for each in function.parameters if each.required for choice in each.choices)
    return any(phrase.holds(words_of(choice)) for choice in choices if words_of(choice))


def _asked_for(telling: Sequence[str], phrase: Phrase) -> bool:
    """Whether the words before the first telling one ask or order: nothing else tells what is wanted."""
    start, numbers = phrase.start_of(telling), {each.start for each in phrase.amounts}
    before = phrase.words[:start]
    if not before:
        following = phrase.words[start + 1 : start + 2]
        return not following or following[0] in {*PREPOSITIONS, *LEADING, ".", "?", "!"}
    clause = before[max((at + 1 for at, word in enumerate(before) if word in ",;.?!"), default=0) :] or before
    opens = clause[0] in _OPENING or clause[:2] in _WISHES
    wandering = set(clause).intersection(PREPOSITIONS) or any(at < start for at in numbers)
    return opens and not wandering


def _only_about(described: frozenset[str], phrase: Phrase) -> bool:
    """Whether half of what is asked stands in the description."""
    if not phrase.words or phrase.words[phrase.verb()] not in ASKING | {"tell", "give", "show"}:
        return False
    empty = GENERAL | LEADING | ASKING | COURTESIES
    asked = {word for word in phrase.words if word.isalpha() and word not in empty}
    return bool(asked) and 2 * len(stems(asked) & stems(described)) >= len(asked)
