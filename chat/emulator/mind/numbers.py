"""Numbers in words or digits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "nought": 0, "naught": 0, "nil": 0, "dozen": 12,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = {
    "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
SOUND_ALIKES = {"to": 2, "too": 2, "for": 4, "fore": 4, "ate": 8, "won": 1, "tree": 3, "tin": 10, "sex": 6}
"""What recognition makes of numbers; they count only where a number must stand."""

DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+")
TOKEN = re.compile(rf"{DIGITS.pattern}|[a-z]+(?:'[a-z]+)*|\*\*|[^\w\s]")


def tokens(text: str) -> list[str]:
    """Lower case; numbers, words and signs apart, "twenty-one" as two words."""
    return TOKEN.findall(re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text.lower()))


def read_number(words: Sequence[str], at: int) -> tuple[Fraction, int] | None:
    """The number that starts at this place and the place after it."""
    if at >= len(words):
        return None
    if words[at] in ("a", "an") and at + 1 < len(words) and words[at + 1] in {*SCALES, "dozen"}:
        at += 1
    total, start = Fraction(0), at
    group: Fraction | None = None
    while at < len(words):
        word = words[at]
        if word == "and" and at > start and words[at - 1] in SCALES and _plain(words, at + 1):
            at += 1
        elif word in SCALES:
            scale = SCALES[word]
            if scale == 100:
                group = 100 * (Fraction(1) if group is None else group)
            else:
                total, group = total + (1 if group is None else group) * scale, None
            at += 1
        elif (value := _joined(words, at, start, group)) is not None:
            group = (group or 0) + value
            at += 1
        elif word == "point" and (decimals := _decimals(words, at + 1)):
            return total + (group or 0) + Fraction(f"0.{decimals}"), at + 1 + len(decimals)
        else:
            break
    return None if at == start else (total + (group or 0), at)


def _plain(words: Sequence[str], at: int) -> Fraction | None:
    if at >= len(words):
        return None
    word = words[at]
    if DIGITS.fullmatch(word):
        return Fraction(word.replace(",", ""))
    number = UNITS.get(word, TENS.get(word))
    return None if number is None else Fraction(number)


def _joined(words: Sequence[str], at: int, start: int, group: Fraction | None) -> Fraction | None:
    """The value of a word that carries the number on: "one" after "twenty", but not after "two"."""
    value = _plain(words, at)
    if value is None or at == start or words[at - 1] in {*SCALES, "and"}:
        return value
    return value if words[at - 1] in TENS and 0 < value < 10 else None


def _decimals(words: Sequence[str], at: int) -> str:
    digits = ""
    while at + len(digits) < len(words):
        value = {**UNITS, "oh": 0, "o": 0}.get(words[at + len(digits)])
        if value is None or value > 9:
            break
        digits += str(value)
    return digits


def number_in(text: str) -> Fraction | None:
    """The last number said: "fifty, no, sixty" is sixty. What only sounds like one counts when alone."""
    words = tokens(text)
    found, at = None, 0
    while at < len(words):
        read = read_number(words, at)
        if read:
            found, at = read
        else:
            at += 1
    if found is None and len([word for word in words if word.isalpha()]) == 1:
        alone = SOUND_ALIKES.get(next(word for word in words if word.isalpha()))
        found = None if alone is None else Fraction(alone)
    return found


def written(number: Fraction) -> str:
    """Digits with thousands apart, "minus" as a word, at most four decimals and then "about"."""
    sign, size = ("minus " if number < 0 else ""), abs(number)
    if size.denominator == 1:
        return f"{sign}{size.numerator:,}"
    rounded = Fraction(round(size * 10_000), 10_000)
    about = "" if rounded == size else "about "
    if not rounded:
        return f"{sign}less than 0.0001"
    whole, _, decimals = f"{rounded.numerator / rounded.denominator:,.4f}".partition(".")
    decimals = decimals.rstrip("0")
    return f"{about}{sign}{whole}" + (f".{decimals}" if decimals else "")
