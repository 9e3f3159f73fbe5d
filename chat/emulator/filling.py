"""From what was said to the arguments of a function."""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Any

from chat.emulator.amounts import Amount, unit_in
from chat.emulator.functions import Function, Parameter, words_of
from chat.emulator.mind.numbers import read_number, written
from chat.emulator.mind.sums import prepare
from chat.emulator.phrase import GENERAL, PREPOSITIONS, Phrase, stems

_YES = frozenset({"on", "yes", "true", "enable", "start", "activate"})
_NO = frozenset({
    "off", "no", "false", "disable", "stop", "hide", "close", "deactivate", "without", "don't", "not",
})  # fmt: skip
_INTO = {"to": ("to", "into"), "into": ("into", "to")}
_FORMULA = stems({"expression", "formula", "equation", "sum", "arithmetic", "calculation"})
_SIGNS = {"^": "**", "mod": "%", "squared": "** 2", "cubed": "** 3", "of": "*", "%": "/ 100"}
_OPERATORS = frozenset("+-*/()")


def fill(function: Function, phrase: Phrase) -> dict[str, Any] | None:
    """None where a required argument was not said."""
    return Filling(function, phrase).arguments()


class Filling:
    def __init__(self, function: Function, phrase: Phrase) -> None:
        self._function = function
        self._phrase = phrase
        self._telling = function.telling
        self._amounts = list(phrase.amounts)
        """Those that are in no argument yet."""
        texts = [each for each in function.parameters if each.kind == "string" and not each.choices]
        self._only_text = len(texts) == 1

    def arguments(self) -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        for parameter in self._function.parameters:
            value = self._value(parameter)
            if value is not None:
                found[parameter.name] = value
            elif parameter.required:
                return None
        return found

    def _value(self, parameter: Parameter) -> Any:
        if parameter.choices:
            said = (each for each in parameter.choices if self._phrase.holds(words_of(each) or [each]))
            return max(said, key=len, default=None)
        match parameter.kind:
            case "integer" | "number":
                return self._number(parameter)
            case "boolean":
                return self._truth(parameter)
            case "string":
                return self._text(parameter)
            case "array":
                return self._several(parameter)
        return None

    def _number(self, parameter: Parameter) -> float | int | None:
        """The one beside the parameter's name, or the first that is left."""
        if not self._amounts:
            return None
        named = stems(words_of(parameter.name))
        beside = [each for each in self._amounts if named & set(self._around(each))]
        taken = (beside or self._amounts)[0]
        self._amounts.remove(taken)
        unit = unit_in(parameter.words)
        value = taken.seconds / unit if unit and taken.seconds else taken.value
        return round(value) if parameter.kind == "integer" or value.is_integer() else value

    def _around(self, amount: Amount) -> list[str]:
        return self._phrase.stems[max(0, amount.start - 2) : amount.end + 1]

    def _truth(self, parameter: Parameter) -> bool | None:
        """Also by the function's own verb: `show_captions` is meant by "show the captions"."""
        words = set(self._phrase.words)
        if _NO & words:
            return False
        named = stems([*words_of(parameter.name), *words_of(self._function.name)[:1]])
        return True if _YES & words or named & set(self._phrase.stems) else None

    def _text(self, parameter: Parameter) -> str | None:
        found = self._words(parameter)
        return _in_signs(found) if found and _FORMULA & stems(parameter.words) else found

    def _words(self, parameter: Parameter) -> str | None:
        """After the parameter's own name; else what follows the function's, or stands by a preposition."""
        phrase, about = self._phrase, self._telling
        name = next(iter(words_of(parameter.name)), "")
        if name in PREPOSITIONS:
            own = (phrase.after_word(each, PREPOSITIONS) for each in _INTO.get(name, (name,)))
            return next(filter(None, own), None) or (self._unit() if name == "from" else None)
        own_words = phrase.after_word(name, ("and", *PREPOSITIONS), about) if name not in GENERAL else None
        if own_words:
            return own_words
        if parameter.required:
            return (
                phrase.clause(phrase.end_of(about))
                or phrase.after_preposition(about)
                or phrase.object_of_verb(about)
            )
        return phrase.after_preposition(about, numbers=False) if self._only_text else None

    def _unit(self) -> str | None:
        """`miles` of "convert five miles to kilometres"."""
        return next((self._phrase.clause(each.end, PREPOSITIONS) for each in self._unscaled()), None)

    def _unscaled(self) -> Collection[Amount]:
        """Without the unit of time that an amount may have taken in."""
        return [
            Amount(each.value, each.start, each.end - 1) if each.seconds else each
            for each in self._phrase.amounts
        ]

    def _several(self, parameter: Parameter) -> list[Any] | None:
        if parameter.item_kind in ("integer", "number"):
            values = [int(each.value) if each.value.is_integer() else each.value for each in self._amounts]
            self._amounts.clear()
            return values or None
        phrase = self._phrase
        text = " ".join(phrase.spoken[phrase.end_of(self._telling) :]).strip(" .?!")
        items = [Phrase(item).clause(0) for item in re.split(r"\s*,\s*|\s+and\s+", text)]
        return [item for item in items if item] or None


def _in_signs(words: str) -> str:
    """`12 * 7` for "twelve times seven"; the words as they are where they are more than a sum."""
    parts, at = prepare(words), 0
    written_down: list[str] = []
    while at < len(parts):
        read = read_number(parts, at)
        if read:
            written_down.append(_digits(read[0]))
            at = read[1]
        elif parts[at] == "root" and (operand := read_number(parts, at + 1)):
            written_down.append(f"sqrt({_digits(operand[0])})")
            at = operand[1]
        elif parts[at] in _OPERATORS or parts[at] in _SIGNS:
            written_down.append(_SIGNS.get(parts[at], parts[at]))
            at += 1
        else:
            return words
    return " ".join(written_down).replace("( ", "(").replace(" )", ")") or words


def _digits(number: Fraction) -> str:
    return written(number).replace(",", "")
