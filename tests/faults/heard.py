"""What the stand-in has heard: which chunks of whom, how often, how late."""

from __future__ import annotations

import time
from collections import Counter, defaultdict, deque
from typing import Any

from tests.faults.marks import Mark, marks_in

MOST_DELAYS = 20_000
"""Of each caller; the oldest are forgotten."""


class Heard:
    def __init__(self) -> None:
        self._times: dict[int, Counter[int]] = defaultdict(Counter)
        """By caller: how often each sequence has come."""
        self._late_ms: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_DELAYS))
        self._last_ns: dict[int, int] = {}
        self._gaps_ms: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_DELAYS))
        """Between one chunk's coming and the next's."""

    def add(self, pcm: bytes) -> None:
        now = time.monotonic_ns()
        for mark in marks_in(pcm):
            self._note(mark, now)

    def forget_times(self) -> None:
        """From here on delays and gaps are measured anew."""
        self._late_ms.clear()
        self._last_ns.clear()
        self._gaps_ms.clear()

    def account(self) -> dict[str, Any]:
        """By caller, as JSON has it: what came, and how late since `forget_times`, in ms."""
        return {
            str(caller): {
                "chunks": len(times),
                "again": sum(times.values()) - len(times),
                "missing": max(times) + 1 - len(times),
                "late_ms": list(self._late_ms[caller]),
                "gaps_ms": list(self._gaps_ms[caller]),
            }
            for caller, times in self._times.items()
        }

    def _note(self, mark: Mark, now: int) -> None:
        self._times[mark.caller][mark.sequence] += 1
        self._late_ms[mark.caller].append(round((now - mark.sent_ns) / 1e6, 2))
        if (last := self._last_ns.get(mark.caller)) is not None:
            self._gaps_ms[mark.caller].append(round((now - last) / 1e6, 2))
        self._last_ns[mark.caller] = now
