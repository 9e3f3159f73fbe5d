"""The voice "heart" of the package hibari-tts."""

from __future__ import annotations

import importlib
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from chat.emulator.engines.voices import manner_of, pronounced

GAIN = 2.0
"""6 dB: the engine peaks near 0.3."""
HIGHEST_PEAK = 0.95
SEED = 1
"""Equal sentences sound equal."""
SAMPLE_RATE = 24_000
AUDIBLE = 0.002
LEAD_SAMPLES = SAMPLE_RATE * 40 // 1000
"""Silence kept before the first sound: the engine begins with a third of a second of it."""

Samples = NDArray[np.float32]


class HibariVoice:
    def __init__(self) -> None:
        self._engine = importlib.import_module("hibari").Hibari(threads=1)
        self._phonemizing = Lock()

    def speak(self, sentence: str, voice_name: str) -> bytes:
        """PCM16 mono 24 kHz."""
        manner = manner_of(voice_name)
        with self._phonemizing:
            phrases = self._engine.phonemize(pronounced(sentence))
        # What is raised gets quicker too, so it is spoken that much slower.
        speed = manner.pace / manner.pitch
        parts = [self._engine.from_phonemes(phrase, speed, SEED) for phrase in phrases]
        return _louder(_raised(_prompt(np.concatenate([np.zeros(0, np.float32), *parts])), manner.pitch))


def _prompt(sound: Samples) -> Samples:
    """From shortly before the first sound that can be heard."""
    return sound[max(0, int((np.abs(sound) > AUDIBLE).argmax()) - LEAD_SAMPLES) :] if len(sound) else sound


def _raised(sound: Samples, ratio: float) -> Samples:
    """Played `ratio` times as fast, hence as much higher."""
    if ratio == 1.0:
        return sound
    places = np.arange(int(len(sound) / ratio)) * ratio
    raised: Samples = np.interp(places, np.arange(len(sound)), sound).astype(np.float32)
    return raised


def _louder(sound: Samples) -> bytes:
    """As PCM16: 6 dB up, or as far as nothing is clipped."""
    peak = float(np.abs(sound).max(initial=1e-6))
    return (sound * (32_767 * min(GAIN, HIGHEST_PEAK / peak))).astype("<i2").tobytes()
