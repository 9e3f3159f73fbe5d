"""Handles by which a later connection goes on with an earlier session.

https://ai.google.dev/gemini-api/docs/live-session#session-resumption
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from chat.emulator.refusals import INTERNAL, STALE_HANDLE, Refusal
from chat.emulator.senses import Answering
from chat.emulator.usage import Entry

VALID_S = 2 * 3600.0
MOST_HANDLES = 1000
MOST_OF_CONNECTION = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a session stands, none of which changes any more."""

    entries: tuple[Entry, ...]
    mind: Answering


@dataclass(frozen=True, slots=True)
class Resumable:
    standing: Standing
    connection: int
    """The one that it was given to."""
    connected: Callable[[], bool]
    """Whether that is still open."""
    until: float


class Resumptions:
    """The handles of all sessions of one emulator; the oldest are forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._resumables: OrderedDict[str, Resumable] = OrderedDict()

    def offer(self, standing: Standing, connection: int, connected: Callable[[], bool]) -> str:
        """A new handle."""
        handle = secrets.token_urlsafe(24)
        self._resumables[handle] = Resumable(standing, connection, connected, self._clock() + VALID_S)
        own = [each for each, resumable in self._resumables.items() if resumable.connection == connection]
        for old in own[:-MOST_OF_CONNECTION]:
            del self._resumables[old]
        while len(self._resumables) > MOST_HANDLES:
            self._resumables.popitem(last=False)
        return handle

    def take(self, handle: str) -> Resumable:
        """Raises Refusal for a stale handle, and while the old connection is open."""
        resumable = self._resumables.get(handle)
        if resumable is None or resumable.until < self._clock():
            raise Refusal(STALE_HANDLE)
        if resumable.connected():
            raise Refusal(INTERNAL)
        return resumable
