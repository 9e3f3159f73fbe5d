"""Where the user's speech starts and ends, in the sound alone: pure and synchronous.

AutomaticListening  by a SpeechDetector, awaiting silence as audio; audioStreamEnd ends an activity at once
ManualListening     by the client's activityStart and activityEnd
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from chat.emulator.detector import FRAME_SAMPLES, SpeechDetector
from chat.emulator.refusals import AUTOMATIC_ACTIVITY, EMPTY_ACTIVITY, Refusal

INPUT_SAMPLE_RATE = 16_000
BYTES_PER_SECOND = 2 * INPUT_SAMPLE_RATE
FRAME_BYTES = 2 * FRAME_SAMPLES
FRAME_MS = 1000 * FRAME_SAMPLES / INPUT_SAMPLE_RATE
LEAST_SPEECH_FRAMES = 5
KEPT_SILENCE_FRAMES = 8
LONGEST_ACTIVITY_BYTES = 30 * BYTES_PER_SECOND
"""Then the activity is ended, so that a microphone that never falls silent holds no more memory."""
LONGEST_PADDING_FRAMES = 64


@dataclass(frozen=True, slots=True)
class Detection:
    """How speech is told from silence. `on` and `off` are probabilities."""

    silence_ms: int = 800
    padding_ms: int = 256
    """Sound kept from before the speech was noticed."""
    on: float = 0.5
    off: float = 0.35


@dataclass(frozen=True, slots=True)
class ActivityStarted:
    pass


@dataclass(frozen=True, slots=True)
class ActivityEnded:
    pcm: bytes
    """PCM16 mono 16 kHz, from shortly before the speech to shortly after it."""


ActivityEvent = ActivityStarted | ActivityEnded


class Listening(Protocol):
    """Takes PCM16 mono 16 kHz and the client's marks, gives events; wrong marks raise Refusal."""

    def feed(self, pcm: bytes) -> Iterator[ActivityEvent]: ...

    def stream_end(self) -> Iterator[ActivityEvent]: ...

    def activity_start(self) -> Iterator[ActivityEvent]: ...

    def activity_end(self) -> Iterator[ActivityEvent]: ...


class AutomaticListening:
    def __init__(self, detection: Detection, detector: SpeechDetector) -> None:
        padding = min(LONGEST_PADDING_FRAMES, math.ceil(detection.padding_ms / FRAME_MS))
        self._detection = detection
        self._detector = detector
        self._silence_frames = max(1, math.ceil(detection.silence_ms / FRAME_MS))
        self._rest = b""
        self._before: deque[bytes] = deque(maxlen=padding + LEAST_SPEECH_FRAMES)
        self._activity = bytearray()
        self._voiced = 0
        """Frames of speech in a row while no activity is open."""
        self._silent = 0
        """Frames of silence in a row while one is."""

    def feed(self, pcm: bytes) -> Iterator[ActivityEvent]:
        sound = self._rest + pcm
        whole = len(sound) - len(sound) % FRAME_BYTES
        self._rest = sound[whole:]
        for start in range(0, whole, FRAME_BYTES):
            frame = sound[start : start + FRAME_BYTES]
            probability = self._detector.probability(frame)
            yield from (
                self._within(frame, probability) if self._activity else self._between(frame, probability)
            )

    def stream_end(self) -> Iterator[ActivityEvent]:
        self._rest = b""
        if self._activity:
            yield self._end()
        self._rewind()

    def activity_start(self) -> Iterator[ActivityEvent]:
        raise Refusal(AUTOMATIC_ACTIVITY)

    def activity_end(self) -> Iterator[ActivityEvent]:
        raise Refusal(AUTOMATIC_ACTIVITY)

    def _between(self, frame: bytes, probability: float) -> Iterator[ActivityEvent]:
        self._before.append(frame)
        least = self._detection.off if self._voiced else self._detection.on
        self._voiced = self._voiced + 1 if probability >= least else 0
        if self._voiced >= LEAST_SPEECH_FRAMES:
            self._activity += b"".join(self._before)
            self._rewind()
            yield ActivityStarted()

    def _within(self, frame: bytes, probability: float) -> Iterator[ActivityEvent]:
        least = self._detection.on if self._silent else self._detection.off
        self._silent = 0 if probability >= least else self._silent + 1
        self._activity += frame
        if self._silent >= self._silence_frames or len(self._activity) >= LONGEST_ACTIVITY_BYTES:
            yield self._end()

    def _end(self) -> ActivityEnded:
        surplus = FRAME_BYTES * max(0, self._silent - KEPT_SILENCE_FRAMES)
        ended = ActivityEnded(bytes(self._activity[: len(self._activity) - surplus]))
        self._activity.clear()
        self._rewind()
        return ended

    def _rewind(self) -> None:
        self._before.clear()
        self._voiced = 0
        self._silent = 0


class ManualListening:
    """Sound outside an activity is ignored; so is a start within one."""

    def __init__(self) -> None:
        self._open = False
        self._full = False
        self._activity = bytearray()

    def feed(self, pcm: bytes) -> Iterator[ActivityEvent]:
        if not self._open or self._full:
            return
        self._activity += pcm
        if len(self._activity) >= LONGEST_ACTIVITY_BYTES:
            self._full = True
            yield self._end()

    def stream_end(self) -> Iterator[ActivityEvent]:
        return iter(())

    def activity_start(self) -> Iterator[ActivityEvent]:
        if not self._open:
            self._open = True
            yield ActivityStarted()

    def activity_end(self) -> Iterator[ActivityEvent]:
        if not self._full and not self._activity:
            raise Refusal(EMPTY_ACTIVITY)
        if not self._full:
            yield self._end()
        self._open = self._full = False

    def _end(self) -> ActivityEnded:
        ended = ActivityEnded(bytes(self._activity))
        self._activity.clear()
        return ended
