"""Which declared function the words ask for, and with which arguments.

A function is called when half of the telling words of its name were said, and each argument that it needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from chat.emulator.functions import Function, FunctionCall, Parameter, words_of
from chat.emulator.mind.numbers import read_number, tokens

MOST_CHARACTERS = 2_000
GENERAL = frozenset({
    "get", "set", "do", "run", "make", "show", "find", "fetch", "give", "tell", "use", "call", "the", "a",
    "an", "of", "in", "for", "to", "my", "is", "and", "by", "with", "start", "create", "add", "new",
    "current",
})  # fmt: skip
"""They tell no function from another."""
PREPOSITIONS = ("called", "named", "about", "for", "in", "at", "of", "to", "into", "on", "with", "from", "by")
_LEADING = frozenset({
    *PREPOSITIONS, "the", "a", "an", "is", "are", "it", "that", "me", "my", "our", "please", "now", "what",
})  # fmt: skip
_UNIT_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_YES, _NO = (
    frozenset({"on", "yes", "true", "enable", "start"}),
    frozenset({"off", "no", "false", "disable", "stop"}),
)
_ENDINGS = re.compile(
    r"(?<=\w{4})(?:ations?|ators?|ate[sd]?|ating)$|(?<=\w{5})(?:[eo]rs?|ions?)$"
    r"|(?<=ch)es$|(?<=sh)es$|(?<=\w{3})(?:ing|ed|s)$"
)
_SPOKEN = re.compile(r"[^\s,;:.?!]+(?:\.\d+)?|[,;:.?!]")

Number = tuple[float, int, int]
"""A number that was said, its place and the place after it."""


def choose(functions: Sequence[Function], said: str) -> FunctionCall | None:
    """The one whose name fits best; the first of equals."""
    words = Said(said[:MOST_CHARACTERS])
    best: FunctionCall | None = None
    best_fit = (0.0, 0)
    for function in functions:
        fit = words.fit(function)
        if fit[0] >= 0.5 and fit > best_fit:
            arguments = words.arguments(function)
            if arguments is not None:
                best, best_fit = FunctionCall(function.name, arguments), fit
    return best


def stem(word: str) -> str:
    """`calculate`, `calculator` and `calculating` have one; `time` and `timer` have not."""
    return _ENDINGS.sub("", word)


class Said:
    def __init__(self, text: str) -> None:
        self._spoken = _SPOKEN.findall(re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text))
        """As it was written, marks apart."""
        self._words = [word.lower().removesuffix("'s") for word in self._spoken]
        self._stems = [stem(word) for word in self._words]

    def fit(self, function: Function) -> tuple[float, int]:
        """The part of the name's telling words that were said, and how many."""
        telling = _telling(function)
        said = sum(stem(word) in self._stems for word in telling)
        return said / len(telling) if telling else 0.0, said

    def arguments(self, function: Function) -> dict[str, Any] | None:
        """None where a required one was not said."""
        after = self._end_of(_telling(function))
        texts = [each for each in function.parameters if each.kind == "string" and not each.choices]
        found: dict[str, Any] = {}
        numbers = list(self._numbers())
        for parameter in function.parameters:
            value = self._value(parameter, numbers, after, only_text=len(texts) == 1)
            if value is not None:
                found[parameter.name] = value
            elif parameter.required:
                return None
        return found

    def _value(self, parameter: Parameter, numbers: list[Number], after: int, *, only_text: bool) -> Any:
        if parameter.choices:
            return next(
                (each for each in sorted(parameter.choices, key=len, reverse=True) if self._holds(each)), None
            )
        match parameter.kind:
            case "integer" | "number":
                return self._number(parameter, numbers)
            case "boolean":
                return self._truth(parameter)
            case "string":
                return self._text(parameter, after, only_text=only_text)
            case "array":
                return self._several(parameter, numbers, after)
        return None

    def _numbers(self) -> Iterator[Number]:
        plain = [next(iter(tokens(word)), word) for word in self._words]
        at = 0
        while at < len(plain):
            read = read_number(plain, at)
            if read:
                yield float(read[0]), at, read[1]
            at = read[1] if read else at + 1

    def _number(self, parameter: Parameter, numbers: list[Number]) -> float | int | None:
        """The one beside the parameter's name, or the first that is left."""
        if not numbers:
            return None
        named = {stem(word) for word in words_of(parameter.name)}
        beside = [each for each in numbers if named & set(self._stems[max(0, each[1] - 2) : each[2] + 1])]
        taken = (beside or numbers)[0]
        numbers.remove(taken)
        value = taken[0] * self._scale(parameter, taken[2])
        return int(value) if parameter.kind == "integer" or value.is_integer() else value

    def _scale(self, parameter: Parameter, at: int) -> float:
        """`two minutes` for a parameter that is called seconds."""
        wanted = next((_UNIT_SECONDS[stem_] for stem_ in self._units(words_of(parameter.name))), None)
        said = next((_UNIT_SECONDS[unit] for unit in self._units(self._words[at : at + 1])), None)
        return said / wanted if wanted and said else 1.0

    def _units(self, words: Sequence[str]) -> Iterator[str]:
        return (word.removesuffix("s") for word in words if word.removesuffix("s") in _UNIT_SECONDS)

    def _truth(self, parameter: Parameter) -> bool | None:
        if _NO & set(self._words):
            return False
        named = {stem(word) for word in words_of(parameter.name)}
        return True if _YES & set(self._words) or named & set(self._stems) else None

    def _text(self, parameter: Parameter, after: int, *, only_text: bool) -> str | None:
        """After the parameter's own name; else what follows the function's, or stands by a preposition."""
        name = words_of(parameter.name)[:1] or [""]
        if name[0] in PREPOSITIONS:
            own = self._after_word(name[0], ends=PREPOSITIONS)
            return own or (self._unit() if name[0] == "from" else None)
        own = self._after_word(name[0], ends=("and", *PREPOSITIONS)) if name[0] not in GENERAL else None
        if own:
            return own
        if parameter.required:
            return self._clause(after) or self._after_preposition()
        return self._after_preposition(numbers=False) if only_text else None

    def _several(self, parameter: Parameter, numbers: list[Number], after: int) -> list[Any] | None:
        if parameter.item_kind in ("integer", "number"):
            values = [int(value) if value.is_integer() else value for value, _, _ in numbers]
            numbers.clear()
            return values or None
        text = " ".join(self._spoken[after:]).strip(" .?!")
        items = [" ".join(self._bare(item.split())) for item in re.split(r"\s*,\s*|\s+and\s+", text)]
        return [item for item in items if item] or None

    def _unit(self) -> str | None:
        """`miles` of "convert five miles to kilometres"."""
        return next((self._clause(end, ends=PREPOSITIONS) for _, _, end in self._numbers()), None)

    def _after_word(self, word: str, ends: Sequence[str]) -> str | None:
        """What follows the word, up to the end of the clause or one of these."""
        for at, each in enumerate(self._stems):
            if each == stem(word) or self._words[at] == word:
                return self._clause(at + 1, ends)
        return None

    def _after_preposition(self, *, numbers: bool = True) -> str | None:
        """Without `numbers`, what begins with one is passed over."""
        starts = {at for _, at, _ in self._numbers()}
        for preposition in PREPOSITIONS:
            for at, word in enumerate(self._words):
                if word == preposition and (numbers or at + 1 not in starts):
                    return self._clause(at + 1)
        return None

    def _clause(self, start: int, ends: Sequence[str] = ()) -> str | None:
        words: list[str] = []
        for word in self._bare(self._spoken[start:]):
            if word in ",;:.?!" or (words and word.lower() in ends):
                break
            words.append(word)
        while words and words[-1].lower() in ("please", "now"):
            words.pop()
        return " ".join(words) or None

    def _bare(self, words: list[str]) -> list[str]:
        start = 0
        while start < len(words) and words[start].lower() in _LEADING:
            start += 1
        return words[start:]

    def _holds(self, choice: str) -> bool:
        wanted = [stem(word) for word in words_of(choice)] or [choice.lower()]
        size = len(wanted)
        return any(self._stems[at : at + size] == wanted for at in range(len(self._stems) - size + 1))

    def _end_of(self, telling: Sequence[str]) -> int:
        """The place after the last of these words."""
        stems = {stem(word) for word in telling}
        return max((at + 1 for at, each in enumerate(self._stems) if each in stems), default=0)


def _telling(function: Function) -> list[str]:
    words = words_of(function.name)
    return [word for word in words if word not in GENERAL] or words
