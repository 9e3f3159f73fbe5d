"""Things drawn by chance, none again before all the others."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Generic, TypeVar

Card = TypeVar("Card")


class Deck(Generic[Card]):
    def __init__(self, cards: Sequence[Card], random: Random) -> None:
        self._cards = cards
        self._random = random
        self._left: list[Card] = []
        self._last: Card | None = None

    def draw(self) -> Card:
        if not self._left:
            self._left = list(self._cards)
            self._random.shuffle(self._left)
            if len(self._left) > 1 and self._left[-1] == self._last:
                self._left.reverse()
        self._last = self._left.pop()
        return self._last
