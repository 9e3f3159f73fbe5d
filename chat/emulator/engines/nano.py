"""SVOX Pico, from the package py-nanotts: simpler, with no dependency."""

from __future__ import annotations

import importlib
import sys
from array import array
from threading import Lock

from chat.emulator.engines.voices import manner_of, pronounced


class NanoVoice:
    def __init__(self) -> None:
        self._engine = importlib.import_module("py_nanotts").NanoTTS()
        self._lock = Lock()

    def speak(self, sentence: str, voice_name: str) -> bytes:
        """PCM16 mono 24 kHz."""
        manner = manner_of(voice_name)
        with self._lock:
            sound = self._engine.speak(
                pronounced(sentence), voice="en-US", pitch=manner.pitch, speed=manner.pace
            )
        return two_to_three(sound)


def two_to_three(pcm: bytes) -> bytes:
    """PCM16 little-endian at 16 kHz -> 24 kHz, by straight lines between the samples."""
    samples = _native(pcm[: len(pcm) // 4 * 4])
    first, second = samples[0::2], samples[1::2]
    following = first[1:] + second[-1:]
    result = array("h", bytes(len(samples) * 3))
    result[0::3] = first
    result[1::3] = array("h", [(a + 2 * b) // 3 for a, b in zip(first, second, strict=True)])
    result[2::3] = array("h", [(2 * b + c) // 3 for b, c in zip(second, following, strict=True)])
    return _native(result.tobytes()).tobytes()


def _native(pcm: bytes) -> array[int]:
    samples = array("h", pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples
