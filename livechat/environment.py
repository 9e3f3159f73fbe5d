"""Typed helpers over the environment; livechat.settings is their only caller.

A value that can't be read is a `Problem`, told by a system check with the same id, and the default holds
meanwhile: so `manage.py check` names every mistake at once, where a crash at import would name the first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
Number = TypeVar("Number", int, float)

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})

WRONG_VALUE = "livechat.E001"
UNREADABLE_FILE = "livechat.E002"


@dataclass(frozen=True, slots=True)
class Problem:
    """One setting that can't be read. The value itself is never part of it: it may be a secret."""

    id: str
    message: str
    hint: str


@dataclass
class Environment:
    """Reads settings from `variables`; what is wrong with them gathers in `problems`."""

    variables: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        """Empty counts as unset, as with every helper here: compose files pass empty variables on."""
        return self.variables.get(name, "").strip() or default

    def integer(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both allowed."""
        return self._parsed(name, default, _whole_number(low, high), f"a whole number from {low} to {high}")

    def seconds(self, name: str, default: float, *, low: float, high: float) -> float:
        """A decimal number of seconds from `low` to `high`, both allowed."""
        return self._parsed(name, default, _decimal_number(low, high), f"seconds, from {low:g} to {high:g}")

    def decimal(self, name: str, default: str, *, high: int) -> Decimal:
        """An exact number from 0 to `high`, both allowed."""
        return self._parsed(name, Decimal(default), _exact_number(high), f"a number from 0 to {high}")

    def boolean(self, name: str, default: bool) -> bool:
        return self._parsed(name, default, _truth, "1 or 0 (also true, false, yes, no, on, off)")

    def choice(self, name: str, default: str, allowed: Collection[str]) -> str:
        return self._parsed(name, default, _one_of(allowed), "one of " + ", ".join(sorted(allowed)))

    def list(self, name: str, default: str = "") -> list[str]:
        """Items divided by commas; empty ones are left out."""
        return [item.strip() for item in self.text(name, default).split(",") if item.strip()]

    def secret(self, name: str, default: str = "") -> str:
        """The value of `name`, or else the content of the file that `name`_FILE names."""
        value = self.text(name)
        file = self.text(f"{name}_FILE")
        if value or not file:
            return value or default
        try:
            return Path(file).read_text(encoding="utf-8").strip() or default
        except (OSError, ValueError) as problem:
            self.report(
                UNREADABLE_FILE,
                f"{name}_FILE names a file that can't be read: {file} ({type(problem).__name__}).",
                "Mount the file, let this process read it, or unset the variable.",
            )
            return default

    def report(self, id: str, message: str, hint: str) -> None:
        self.problems.append(Problem(id, message, hint))

    def _parsed(self, name: str, default: T, parse: Callable[[str], T], wanted: str) -> T:
        text = self.text(name)
        if not text:
            return default
        try:
            return parse(text.lower())
        except (ValueError, InvalidOperation):
            self.report(
                WRONG_VALUE, f"{name} is not {wanted}.", f"Set it to {wanted}. Until then: {default}."
            )
            return default


def _truth(text: str) -> bool:
    if text not in TRUE_WORDS | FALSE_WORDS:
        raise ValueError(text)
    return text in TRUE_WORDS


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        return _within(int(text), low, high)

    return parse


def _decimal_number(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        return _within(float(Decimal(text)), low, high)

    return parse


def _exact_number(high: int) -> Callable[[str], Decimal]:
    def parse(text: str) -> Decimal:
        number = Decimal(text)
        if not 0 <= number <= high:
            raise ValueError(text)
        return number

    return parse


def _one_of(allowed: Collection[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return parse


def _within(number: Number, low: float, high: float) -> Number:
    if not low <= number <= high:
        raise ValueError(number)
    return number
