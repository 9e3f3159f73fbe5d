"""How much of a reply the person has heard, and what may be sent ahead of that.

Gemini sends speech faster than it is spoken. Sent on at once, an interruption would be stuck behind minutes
of it; so speech waits here, at most AHEAD_S of it travel ahead of what the browser reports as played.
A browser that reports nothing (no output, a suspended page, a client of somebody else's) is taken to hear
by the wall clock. While there is none nothing is heard, and what had been on its way is kept to go again.
"""

from __future__ import annotations

from collections import deque
from enum import Enum, auto

from chat.protocol.frames import Speech
from chat.protocol.limits import BYTES_PER_SAMPLE, OUTPUT_SAMPLE_RATE

AHEAD_S = 2.0
STALLED_AFTER_S = 1.0
HELD_AT_MOST_S = 120.0
KEPT_S = 8.0
"""Of what is on its way: a browser's loss is noticed after six seconds, when AHEAD_S more may have gone."""

_AHEAD = int(AHEAD_S * OUTPUT_SAMPLE_RATE)
_KEPT = int(KEPT_S * OUTPUT_SAMPLE_RATE)
_HELD_AT_MOST_BYTES = int(HELD_AT_MOST_S * OUTPUT_SAMPLE_RATE) * BYTES_PER_SAMPLE


class _Speaking(Enum):
    ON = auto()
    ENDING = auto()
    """All has come from the model; the browser has not been told yet."""
    ENDED = auto()
    SILENCED = auto()


class Ear:
    """The speech of one turn on its way to the ear: samples of 24 kHz, monotonic seconds."""

    def __init__(self, turn: int, now: float) -> None:
        self.turn = turn
        self.received = 0
        """Samples that the model has sent."""
        self.sent = 0
        """Of these, samples that went to the browser."""
        self.truncated = False
        """The reply was longer than may be held, and was cut there."""
        self._held: deque[bytes] = deque()
        self._held_bytes = 0
        self._on_its_way: deque[bytes] = deque()
        """Sent, and not wholly reported as played: the newest of it, up to `sent`."""
        self._on_its_way_from = 0
        """The sample it begins at."""
        self._paused = False
        self._state = _Speaking.ON
        self._played = 0
        self._played_at = now
        """When `_played` last grew, or speech began to be on its way after none was."""

    @property
    def waiting(self) -> bool:
        """Speech, or the mark of its end, is still to be sent."""
        return bool(self._held) or self._state is _Speaking.ENDING

    def take(self, pcm: bytes) -> bool:
        """Speech from the model; False for the first beyond what may be held: the rest is left out."""
        if self.truncated or self._held_bytes + len(pcm) > _HELD_AT_MOST_BYTES:
            first, self.truncated = not self.truncated, True
            return not first
        self._held.append(pcm)
        self._held_bytes += len(pcm)
        self.received += len(pcm) // BYTES_PER_SAMPLE
        return True

    def end(self) -> None:
        """The model has said all of this turn."""
        if self._state is _Speaking.ON:
            self._state = _Speaking.ENDING

    def silence(self, now: float) -> None:
        """The turn was interrupted: nothing more of it is sent or, but for a last report, heard."""
        self._played = self.heard(now)
        self._state = _Speaking.SILENCED
        self._held.clear()
        self._held_bytes = 0
        self._on_its_way.clear()

    def pause(self, now: float) -> None:
        """Nobody is there to hear."""
        self._played = self.heard(now)
        self._paused = True

    def go_on(self, samples: int | None, now: float) -> None:
        """Somebody is there again, who heard so many samples of it (None: as many as is known).

        What came after them goes again; that they were fewer than the clock had it is believed.
        """
        if not self._paused:
            return
        self._paused = False
        self._played_at = now
        if self._state is _Speaking.SILENCED:
            return
        if samples is not None:
            self._played = min(samples, self.sent)
        self._forget(self._played)
        if self._on_its_way:
            self._send_again()

    def _send_again(self) -> None:
        self.sent = self._on_its_way_from
        self._held.extendleft(reversed(self._on_its_way))
        self._held_bytes += sum(len(pcm) for pcm in self._on_its_way)
        self._on_its_way.clear()
        if self._state is _Speaking.ENDED:
            self._state = _Speaking.ENDING

    def report(self, samples: int, now: float) -> None:
        """The browser says how much has been played; only progress counts."""
        samples = min(samples, self.sent)
        if samples > self._played:
            self._played, self._played_at = samples, now
            self._forget(self._played)

    def heard(self, now: float) -> int:
        """Samples heard: as reported, and by the wall clock once reports have stalled."""
        stalled_s = now - self._played_at - STALLED_AFTER_S
        if stalled_s <= 0 or self._paused or self._state is _Speaking.SILENCED:
            return self._played
        return min(self.sent, self._played + int(stalled_s * OUTPUT_SAMPLE_RATE))

    def due(self, now: float) -> list[Speech]:
        """What may be sent now, in order; the last frame of a turn is empty and marked."""
        frames: list[Speech] = []
        if self._paused:
            return frames
        if self._held and self.heard(now) >= self.sent:
            self._begin_to_hear(now)
        limit = self.heard(now) + _AHEAD
        while self._held and self.sent < limit:
            pcm = self._held.popleft()
            self._held_bytes -= len(pcm)
            self._on_its_way.append(pcm)
            frames.append(Speech(self.turn, self.sent, pcm, first=self.sent == 0))
            self.sent += len(pcm) // BYTES_PER_SAMPLE
        if self.sent - self._on_its_way_from > _KEPT:
            self._forget(self.sent - _KEPT)
        if self._state is _Speaking.ENDING and not self._held:
            self._state = _Speaking.ENDED
            frames.append(Speech(self.turn, self.sent, b"", first=self.sent == 0, last=True))
        return frames

    def next_due_s(self, now: float) -> float | None:
        """How long until more may be sent if no report comes; None when nothing waits."""
        if not self.waiting or self._paused:
            return None
        ahead = self.sent - self.heard(now) - _AHEAD
        stall_left_s = max(0.0, STALLED_AFTER_S - (now - self._played_at))
        return stall_left_s + max(0, ahead) / OUTPUT_SAMPLE_RATE

    def _forget(self, before: int) -> None:
        """Of what is on its way, the chunks that end there or earlier."""
        while self._on_its_way:
            end = self._on_its_way_from + len(self._on_its_way[0]) // BYTES_PER_SAMPLE
            if end > before:
                return
            self._on_its_way.popleft()
            self._on_its_way_from = end

    def _begin_to_hear(self, now: float) -> None:
        """Nothing was on its way, so no progress could be made until now; a stalled ear stays one."""
        unreported = self.sent - self._played
        stalled_s = STALLED_AFTER_S + unreported / OUTPUT_SAMPLE_RATE if unreported else 0.0
        self._played_at = now - stalled_s
