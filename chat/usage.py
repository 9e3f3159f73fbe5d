"""What a turn used, by direction and modality: the lines of a bill, made of the service's usageMetadata.

Every turn bills the whole context anew, so the lines of a talk add up to more than was said in it.
https://ai.google.dev/gemini-api/docs/live#token-count
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from chat.gemini.wire import Tokens

UNSPECIFIED = "UNSPECIFIED"
"""The modality of tokens that the service counts in a total and no detail accounts for."""

MAX_MODALITY_CHARS = 32
"""Of the service's own names; what is longer is cut where it is counted."""

PRICED_MODALITIES = ("TEXT", "AUDIO", "IMAGE", "VIDEO")


class Direction(StrEnum):
    INPUT = "input"
    OUTPUT = "output"
    THOUGHTS = "thoughts"
    TOOL_USE = "tool_use"
    """Results of functions that went into the prompt."""


@dataclass(frozen=True, slots=True)
class Line:
    """`rate` is the price of a million tokens, None where it is not known."""

    direction: Direction
    modality: str
    tokens: int
    rate: Decimal | None = None

    @property
    def cost(self) -> Decimal | None:
        return None if self.rate is None else self.tokens * self.rate / 1_000_000


@dataclass(frozen=True, slots=True)
class TurnTokens:
    """The service's count for a turn; there may be none or several of one turn."""

    turn: int
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Bill:
    """One count of the service's, priced; unique by (conversation, number)."""

    number: int
    """From 1, in the order they came."""
    turn: int
    billed_at: datetime
    lines: tuple[Line, ...]

    @property
    def cost(self) -> Decimal | None:
        return total_cost(self.lines)


class Counted(Protocol):
    """Tokens of one direction and their cost."""

    @property
    def direction(self) -> Direction: ...
    @property
    def tokens(self) -> int: ...
    @property
    def cost(self) -> Decimal | None: ...


def total_cost(lines: Iterable[Counted]) -> Decimal | None:
    """None where the price of one of them is not known."""
    costs = [line.cost for line in lines]
    return None if None in costs else sum((cost for cost in costs if cost is not None), Decimal(0))


def total_tokens(lines: Iterable[Counted], *directions: Direction) -> int:
    """Of these directions, of all where none is named."""
    return sum(line.tokens for line in lines if not directions or line.direction in directions)


def lines_of(tokens: Tokens) -> tuple[Line, ...]:
    """Every token of the service's totals, each in one line; none is empty."""
    prompt = _by_modality(tokens.prompt, tokens.prompt_total)
    response = _by_modality(tokens.response, tokens.response_total)
    tool_use = _by_modality(tokens.tool_use, tokens.tool_use_total)
    counted = sum(prompt.values()) + sum(response.values()) + sum(tool_use.values()) + tokens.thoughts
    # What the total of all holds beyond its parts is taken for context, which is nearly all there is.
    _add(prompt, UNSPECIFIED, tokens.total - counted)
    return (
        *_lines(Direction.INPUT, prompt),
        *_lines(Direction.TOOL_USE, tool_use),
        *_lines(Direction.OUTPUT, response),
        *_lines(Direction.THOUGHTS, {UNSPECIFIED: tokens.thoughts} if tokens.thoughts > 0 else {}),
    )


def _by_modality(details: Iterable[tuple[str, int]], total: int) -> dict[str, int]:
    count: dict[str, int] = {}
    for modality, tokens in details:
        _add(count, _nameable(modality), tokens)
    _add(count, UNSPECIFIED, total - sum(count.values()))
    return count


def _nameable(modality: str) -> str:
    """As every database can keep it."""
    return modality[:MAX_MODALITY_CHARS] if modality and modality.isprintable() else UNSPECIFIED


def _add(count: dict[str, int], modality: str, tokens: int) -> None:
    if tokens > 0:
        count[modality] = count.get(modality, 0) + tokens


def _lines(direction: Direction, count: Mapping[str, int]) -> Iterable[Line]:
    return (Line(direction, modality, tokens) for modality, tokens in count.items())
