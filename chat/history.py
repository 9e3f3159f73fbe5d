"""What was said in a talk, and how much of it the service's newest handle knows."""

from __future__ import annotations

from collections import deque

from chat.gemini.wire import Said

MAX_CHARS = 40_000


class History:
    """Finished turns in order, the oldest beyond MAX_CHARS forgotten."""

    def __init__(self) -> None:
        self._said: deque[Said] = deque()
        self._chars = 0
        self._unknown = 0

    def add(self, said: Said) -> None:
        self._said.append(said)
        self._unknown += 1
        self._chars += len(said.text)
        while self._chars > MAX_CHARS and len(self._said) > 1:
            self._chars -= len(self._said.popleft().text)
        self._unknown = min(self._unknown, len(self._said))

    def known(self) -> None:
        """A handle has come that knows all of it."""
        self._unknown = 0

    def forgotten(self) -> None:
        """No handle knows any of it."""
        self._unknown = len(self._said)

    @property
    def unknown(self) -> tuple[Said, ...]:
        """The last turns, of which no handle knows."""
        return tuple(self._said)[len(self._said) - self._unknown :]
