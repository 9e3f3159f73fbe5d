"""From a microphone's own rate to 16 kHz, chunk by chunk."""

from __future__ import annotations

from array import array
from itertools import accumulate

OUTPUT_RATE = 16_000


class Resampler:
    """Averages the sound over each output sample's span, which also keeps what 16 kHz cannot hold low.

    Enough for recognising speech, not for music. PCM16 mono in and out; sample positions carry over chunks.
    """

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._step = rate / OUTPUT_RATE
        self._start = 0.0
        """Where the next output sample's span begins, in samples of `_rest`."""
        self._rest = array("h")

    def feed(self, pcm: bytes) -> bytes:
        samples = self._rest + array("h", pcm)
        sums = list(accumulate(samples, initial=0))
        count = max(0, int((len(samples) - self._start) / self._step))
        edges = [self._sum_at(sums, samples, self._start + index * self._step) for index in range(count + 1)]
        resampled = array("h", (int((b - a) / self._step) for a, b in zip(edges, edges[1:], strict=False)))
        self._start += count * self._step
        used = int(self._start)
        self._rest, self._start = samples[used:], self._start - used
        return resampled.tobytes()

    def _sum_at(self, sums: list[int], samples: array[int], position: float) -> float:
        """The sum of the samples before a position that may lie within one."""
        whole = min(int(position), len(samples))
        part = position - whole
        return sums[whole] + (samples[whole] * part if part and whole < len(samples) else 0.0)
