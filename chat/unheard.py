"""Sound that went up and that no words have come of yet: kept to be sent again."""

from __future__ import annotations

from collections import deque

from chat.protocol.limits import BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE

MAX_S = 10.0

_BYTES_PER_S = INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE


class UnheardSound:
    """PCM16 mono 16 kHz in its chunks; the oldest beyond MAX_S is let go."""

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._bytes = 0
        self._ended = False

    def add(self, pcm: bytes) -> None:
        self._chunks.append(pcm)
        self._bytes += len(pcm)
        self._ended = False
        self.keep(MAX_S)

    def end(self) -> None:
        """The microphone was turned off."""
        self._ended = True

    @property
    def ended(self) -> bool:
        return self._ended and bool(self._chunks)

    def keep(self, seconds: float) -> None:
        """The newest of it."""
        while self._bytes > seconds * _BYTES_PER_S:
            self._bytes -= len(self._chunks.popleft())

    def take(self) -> tuple[bytes, ...]:
        """All of it, which is forgotten here."""
        chunks = tuple(self._chunks)
        self.keep(0)
        return chunks
