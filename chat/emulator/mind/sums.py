"""Sums, spoken or typed: "what is twelve times seven plus three", "15% of 80", "and minus four"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, sqrt
from random import Random

from chat.emulator.mind.deck import Deck
from chat.emulator.mind.numbers import SOUND_ALIKES, read_number, tokens, written
from chat.emulator.mind.said import Reply, Said, reply

GREATEST = 10**15
HIGHEST_POWER = 64
MOST_TOKENS = 60

LEAD = re.compile(
    r"^(?:(?:please|okay|ok|hey|so|and|then|now|no|well|um|uh|can you|could you|tell me|do you know|"
    r"what(?:'s|s| is| "
    r"are| about| does| do| would)|how much(?:'s| is| are| does)?|how about|calculate|compute|"
    r"work out|add up|"
    r"the (?:sum|result|answer|value) (?:of|to)|solve|is|if|i want to know|give me)[\s,:]+)+"
)
TAIL = re.compile(r"(?:[\s,?=.!]|\b(?:equals?|equal to|is|makes?|please|then|what|be|give|come to)\b)+$")

PHRASES = (
    (r"multiplied (?:by|with)|times(?: by)?|×|(?<!\*)\*(?!\*)", " * "),
    (r"divided? by|divide that by|over|÷|/", " / "),
    (r"to the power(?: of)?|raised to|\*\*|\^", " ^ "),
    (r"\bplus\b|added to|\badd\b", " + "),
    (r"\bminus\b|take away|\bsubtract\b|\bless\b|−|–", " - "),
    (r"\bmodulo\b|\bmod\b", " mod "),
    (r"(?:the )?square root(?: of)?|√", " root "),
    (r"²", " squared "),
    (r"³", " cubed "),
    (r"(?:per ?cent|%)", " % "),
    (r"\b(?:a|one) (?=half of|third of|quarter of)", " "),
)
PAIRS = (
    (re.compile(r"^(?:sum of|the sum of|\+) (.+?) (?:and|to|\+) (.+)$"), r"\1 + \2"),
    (re.compile(r"^(?:product of|the product of|multiply) (.+?) (?:and|by|with) (.+)$"), r"\1 * \2"),
    (re.compile(r"^divide (.+?) by (.+)$"), r"\1 / \2"),
    (re.compile(r"^(?:the )?difference between (.+?) and (.+)$"), r"\1 - \2"),
    (re.compile(r"^- (.+?) from (.+)$"), r"\2 - \1"),
)
SHARES = {
    ("half", "of"): Fraction(1, 2), ("third", "of"): Fraction(1, 3), ("quarter", "of"): Fraction(1, 4),
    ("double",): Fraction(2), ("twice",): Fraction(2), ("triple",): Fraction(3),
}  # fmt: skip
NAMES = {"+": "plus", "-": "minus", "*": "times", "/": "divided by", "^": "to the power of", "%": "percent"}


class NotASum(ValueError):
    """The words are not a sum from end to end."""


class CannotBeDone(ArithmeticError):
    """A sum without an answer; the message says why."""


@dataclass(frozen=True)
class Sum:
    value: Fraction
    spoken: str
    """As it was understood: "12 times 7 plus 3"."""
    exact: bool = True


def prepare(text: str) -> list[str]:
    text = TAIL.sub("", LEAD.sub("", text.lower().strip()))
    text = re.sub(r"(?<=\d)\s*x\s*(?=\d)|(?<=\w)\s+x\s+(?=\w)", " times ", text)
    for pattern, sign in PHRASES:
        text = re.sub(pattern, sign, text)
    text = " ".join(text.split())
    for shape, sign in PAIRS:
        text = shape.sub(sign, text)
    return tokens(text)


class Parser:
    """Recursive descent over at most sixty tokens; every value is bounded."""

    def __init__(self, words: list[str], last: Fraction | None) -> None:
        if len(words) > MOST_TOKENS:
            raise NotASum
        self._words = words
        self._last = last
        self._at = 0
        self._spoken: list[str] = []
        self._operations = 0
        self._exact = True

    def parse(self) -> Sum:
        goes_on = self._next() in ("+", "*", "/", "^") or (self._next() == "-" and len(self._words) == 2)
        if self._last is not None and goes_on:
            self._words = ["that", *self._words]
        value = self._sum()
        if self._at < len(self._words) or not self._operations:
            raise NotASum
        spoken = re.sub(r"\( | (?=\))", lambda match: match[0].strip(), " ".join(filter(None, self._spoken)))
        return Sum(value, spoken, self._exact)

    def _next(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _take(self, *signs: str) -> str:
        sign = self._next()
        if sign not in signs:
            return ""
        self._at += 1
        self._spoken.append(NAMES.get(sign, sign))
        return sign

    def _sum(self) -> Fraction:
        value = self._product()
        while sign := self._take("+", "-", "and"):
            self._operations += 1
            if sign == "and":
                self._spoken[-1] = "plus"
            start = self._at
            other = self._product()
            if self._words[self._at - 1] == "%" and "of" not in self._words[start : self._at]:
                other *= value
            value = bounded(value - other if sign == "-" else value + other)
        return value

    def _product(self) -> Fraction:
        value = self._power()
        while True:
            if self._take("*"):
                value = bounded(value * self._power())
            elif sign := self._take("/", "mod"):
                value = divided(value, self._power(), sign)
            elif self._words[self._at - 1] == "%" and self._take("of"):
                value = bounded(value * self._power())
            else:
                return value
            self._operations += 1

    def _power(self) -> Fraction:
        base = self._number()
        if self._take("%"):
            return base / 100
        sign = self._take("^", "squared", "cubed")
        if not sign:
            return base
        self._operations += 1
        power = {"squared": Fraction(2), "cubed": Fraction(3)}.get(sign)
        return raised(base, self._power() if power is None else power)

    def _number(self) -> Fraction:
        if self._take("-"):
            return -self._number()
        if self._take("+"):
            return self._number()
        if self._take("("):
            value = self._sum()
            if not self._take(")"):
                raise NotASum
            return value
        if self._next() == "root":
            return self._root()
        for words, share in SHARES.items():
            if tuple(self._words[self._at : self._at + len(words)]) == words:
                return self._share(words, share)
        return self._plain_number()

    def _share(self, words: tuple[str, ...], share: Fraction) -> Fraction:
        self._at += len(words)
        self._operations += 1
        self._spoken.append("a" if words[0] in ("third", "quarter") else "")
        self._spoken.extend(words)
        return bounded(share * self._number())

    def _root(self) -> Fraction:
        self._at += 1
        self._operations += 1
        self._spoken.append("the square root of")
        value = self._number()
        if value < 0:
            raise CannotBeDone("A negative number has no square root that I know of.")
        top, bottom = isqrt(value.numerator), isqrt(value.denominator)
        if top * top == value.numerator and bottom * bottom == value.denominator:
            return Fraction(top, bottom)
        self._exact = False
        return Fraction(sqrt(value))

    def _plain_number(self) -> Fraction:
        word = self._next()
        read = read_number(self._words, self._at)
        if read:
            value, self._at = read
        elif word in ("that", "it") and self._last is not None:
            value, self._at = self._last, self._at + 1
        elif word in SOUND_ALIKES:
            value, self._at = Fraction(SOUND_ALIKES[word]), self._at + 1
        else:
            raise NotASum
        self._spoken.append(written(bounded(value)))
        return value


def bounded(value: Fraction) -> Fraction:
    if abs(value) > GREATEST or value.denominator > GREATEST**2:
        raise CannotBeDone("That runs past a thousand million million, where my counting stops.")
    return value


def divided(value: Fraction, divisor: Fraction, sign: str) -> Fraction:
    if not divisor:
        raise CannotBeDone("Nothing can be divided by zero, not even by me.")
    return bounded(value % divisor if sign == "mod" else value / divisor)


def raised(base: Fraction, power: Fraction) -> Fraction:
    if power.denominator != 1 or abs(power) > HIGHEST_POWER:
        raise CannotBeDone("I only raise numbers to whole powers up to 64.")
    if not base and power < 0:
        raise CannotBeDone("That divides by zero, and nothing can be divided by zero.")
    return bounded(base ** int(power))


class Sums:
    def __init__(self, random: Random) -> None:
        self._last: Fraction | None = None
        self._result = Deck(("{sum} is {value}.", "{sum} makes {value}.", "{sum} comes to {value}."), random)
        self._failed = Deck(("That can't be done.", "There I must stop.", "No answer to that one."), random)

    def answer(self, said: Said) -> Reply | None:
        if len(said.text) > 300:
            return None
        try:
            found = Parser(prepare(said.text), self._last).parse()
        except NotASum:
            return None
        except CannotBeDone as reason:
            return reply(self._failed.draw(), str(reason))
        self._last = found.value
        about = "" if found.exact or found.value.denominator == 1 else "about "
        value = about + written(found.value).removeprefix(about)
        if len(found.spoken.split()) > 12:
            return reply(f"That makes {value}.")
        line = self._result.draw().format(sum=found.spoken, value=value)
        return reply(line[0].upper() + line[1:], remainder(found))


def remainder(found: Sum) -> str:
    """What is left over in a plain division of whole numbers."""
    match = re.fullmatch(r"([\d,]+) divided by ([\d,]+)", found.spoken)
    if not match or found.value.denominator == 1:
        return ""
    top, bottom = (int(part.replace(",", "")) for part in match.groups())
    if top < bottom:
        return ""
    return f"In whole numbers that is {top // bottom:,}, with {top % bottom:,} left over."
