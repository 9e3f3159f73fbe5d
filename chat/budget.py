"""How much a browser may send: each kind of message at its own pace, with room for what gathers in a burst.

What is beyond it is refused by name and loses only itself; a client that goes on, as a flooder does, meets
the tenth refusal within a moment and is closed.
"""

from __future__ import annotations

from collections import Counter

from chat.errors import TooFast
from chat.protocol.frames import HEADER, FrameType
from chat.protocol.limits import (
    BYTES_PER_SAMPLE,
    CONTROL_BURST,
    CONTROL_PER_S,
    INPUT_SAMPLE_RATE,
    MICROPHONE_BURST_MS,
    MICROPHONE_PACE,
    PICTURE_BURST,
    PICTURE_INTERVAL_MS,
    TEXT_BURST,
    TEXTS_PER_S,
)

SMALLEST_CHUNK_BYTES = 20 * INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE // 1000
"""A chunk of audio counts as 20 ms at least, so that many small ones cost what they are."""
CONTROL_UNIT_BYTES = 1024
"""A control message counts once for each of these that it begins."""


class Pace:
    """Something that comes once each `interval_s`, `burst` of it at once (GCRA: a clock of what is spent)."""

    __slots__ = ("_ahead_s", "_interval_s", "_spent_until")

    def __init__(self, interval_s: float, burst: float) -> None:
        self._interval_s = interval_s
        self._ahead_s = interval_s * burst
        self._spent_until = 0.0

    def allows(self, amount: float, now: float) -> bool:
        """Spends `amount` where there is as much; monotonic seconds."""
        spent_until = self._spent_until if self._spent_until > now else now
        spent_until += amount * self._interval_s
        if spent_until > now + self._ahead_s:
            return False
        self._spent_until = spent_until
        return True


class Budget:
    """Of one socket."""

    def __init__(self) -> None:
        self.refused: Counter[str] = Counter()
        """Messages of each kind that came too fast."""
        bytes_per_s = INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE
        self._microphone = Pace(1 / (MICROPHONE_PACE * bytes_per_s), bytes_per_s * MICROPHONE_BURST_MS / 1000)
        self._pictures = Pace(PICTURE_INTERVAL_MS / 1000 / 2, PICTURE_BURST)
        self._control = Pace(1 / CONTROL_PER_S, CONTROL_BURST)
        self._texts = Pace(1 / TEXTS_PER_S, TEXT_BURST)

    def spend_frame(self, frame: bytes, now: float) -> None:
        """Raises TooFast. A frame of no known type counts as control."""
        kind = frame[0] if frame else None
        if kind == FrameType.MICROPHONE:
            size = len(frame) - HEADER.size
            amount = size if size > SMALLEST_CHUNK_BYTES else SMALLEST_CHUNK_BYTES
            if not self._microphone.allows(amount, now):
                raise self._refusal("microphone", "Audio comes faster than it can have been spoken.")
        elif kind == FrameType.PICTURE:
            if not self._pictures.allows(1, now):
                raise self._refusal("picture", "Pictures come too fast: send at most one a second.")
        else:
            self._spend_control(len(frame), now)

    def spend_text(self, text: str, now: float) -> None:
        """A control message. Raises TooFast."""
        self._spend_control(len(text), now)

    def spend_words(self, reference: str, now: float) -> None:
        """What a person typed, on top of its message. Raises TooFast."""
        if not self._texts.allows(1, now):
            raise self._refusal("text", "Typed messages come too fast: wait a few seconds.", reference)

    def _spend_control(self, size: int, now: float) -> None:
        if not self._control.allows(1 + size // CONTROL_UNIT_BYTES, now):
            raise self._refusal("control", f"Messages come too fast: send at most {CONTROL_PER_S} a second.")

    def _refusal(self, kind: str, message: str, reference: str = "") -> TooFast:
        self.refused[kind] += 1
        return TooFast("rate_exceeded", message, ref=reference)
