"""Clicks in a microphone, and how long each takes to the server."""

from __future__ import annotations

import random
from array import array
from bisect import bisect_left
from collections.abc import Sequence

from tests.bench_page.passed import Chunk

RATE = 16_000
CLICK_MS = 2
CLICK_PEAK = 28_000
LEAST_PAUSE_MS, MOST_PAUSE_MS = 300, 500
HEARD = 0.2
"""The peak of a chunk with a click in it; 1 is full scale."""
WITHIN_MS = 2 * LEAST_PAUSE_MS / 3
"""A click that took longer would be taken for none."""


def clicks(count: int) -> bytes:
    """PCM16 mono 16 kHz: each at another place of the chunk that it will be in."""
    pcm = array("h", bytes(2 * RATE // 2))
    for _ in range(count):
        pcm.extend([CLICK_PEAK] * (RATE * CLICK_MS // 1000))
        pause_ms = random.uniform(LEAST_PAUSE_MS, MOST_PAUSE_MS)  # noqa: S311  # not to be in step
        pcm.extend(array("h", bytes(2 * round(RATE * pause_ms / 1000))))
    return pcm.tobytes()


def delays_ms(said_ms: Sequence[float], chunks: Sequence[Chunk]) -> list[float]:
    """From each click to the first chunk that has it. Raises AssertionError where one is lost."""
    heard_ms = [chunk.at_ms for chunk in chunks if chunk.peak > HEARD]
    delays = []
    for said in said_ms:
        place = bisect_left(heard_ms, said)
        assert place < len(heard_ms), "a click did not come to the server"
        delays.append(heard_ms[place] - said)
    late = [delay for delay in delays if delay > WITHIN_MS]
    assert not late, f"clicks did not come within {WITHIN_MS:.0f} ms: {late}"
    return delays


def longest_gap_ms(chunks: Sequence[Chunk]) -> float:
    """Between two that come one after the other."""
    times = [chunk.at_ms for chunk in chunks]
    return max(later - earlier for earlier, later in zip(times, times[1:], strict=False))
