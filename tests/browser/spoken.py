"""Sentences to be spoken into a browser's microphone, synthesised as the emulator speaks."""

from __future__ import annotations

import wave
from functools import cache
from pathlib import Path

from chat.emulator.speaking import SAMPLE_RATE, Voice, load_voice


@cache
def voice() -> Voice:
    return load_voice()


def write_speech(path: Path, sentence: str, *, before_s: float = 0.3, after_s: float = 0.5) -> Path:
    """A WAV file of one sentence with silence around it."""
    pcm = voice().speak(sentence, "")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(silence(before_s) + pcm + silence(after_s))
    return path


def silence(seconds: float) -> bytes:
    return bytes(2 * int(seconds * SAMPLE_RATE))
