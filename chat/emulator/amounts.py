"""Amounts in what was said: numbers with their halves, and spans of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat.emulator.mind.numbers import read_number, tokens

SECONDS = {
    "millisecond": 0.001, "ms": 0.001, "second": 1.0, "sec": 1.0, "s": 1.0, "minute": 60.0, "min": 60.0,
    "hour": 3600.0, "day": 86_400.0, "week": 604_800.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    value: float
    start: int
    """Its place among the words, and the one after it."""
    end: int
    seconds: float | None = None
    """The whole span, where a unit of time stands beside it."""


def unit_in(words: Sequence[str]) -> float | None:
    """Seconds of the first unit of time among these words."""
    return next((SECONDS[unit] for word in words if (unit := _singular(word)) in SECONDS), None)


def amounts_in(words: Sequence[str]) -> list[Amount]:
    """Of lower-case words. "Two minutes and thirty seconds" is one."""
    plain = [next(iter(tokens(word)), word) for word in words]
    found: list[Amount] = []
    at = 0
    while at < len(plain):
        amount = _amount(plain, at)
        if amount:
            found.append(amount)
        at = amount.end if amount else at + 1
    return found


def _amount(words: Sequence[str], at: int) -> Amount | None:
    amount = _timed(words, _number(words, at))
    if amount and amount.seconds:
        following = amount.end + (words[amount.end : amount.end + 1] == ["and"])
        more = _timed(words, _number(words, following))
        if more and more.seconds and more.seconds < amount.seconds:
            return replace(amount, end=more.end, seconds=amount.seconds + more.seconds)
    return amount


def _number(words: Sequence[str], at: int) -> Amount | None:
    for said, share in ((["half"], 0.5), (["a", "quarter", "of"], 0.25), (["quarter", "of"], 0.25)):
        if list(words[at : at + len(said)]) == said:
            end = at + len(said)
            return Amount(share, at, end + (words[end : end + 1] in (["a"], ["an"])))
    if words[at : at + 1] in (["a"], ["an"]) and unit_in(words[at + 1 : at + 2]):
        return Amount(1.0, at, at + 1)
    read = read_number(words, at)
    return _and_a_half(words, Amount(float(read[0]), at, read[1]), 1.0) if read else None


def _and_a_half(words: Sequence[str], amount: Amount, unit: float) -> Amount:
    if list(words[amount.end : amount.end + 3]) == ["and", "a", "half"]:
        return replace(amount, value=amount.value + unit / 2, end=amount.end + 3)
    return amount


def _timed(words: Sequence[str], amount: Amount | None) -> Amount | None:
    unit = unit_in(words[amount.end : amount.end + 1]) if amount else None
    if amount is None or unit is None:
        return amount
    whole = _and_a_half(words, replace(amount, end=amount.end + 1), 1.0)
    return replace(whole, value=amount.value, seconds=whole.value * unit)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 2 and word.endswith("s") else word
