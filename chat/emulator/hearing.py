"""Hearing: from one activity's sound to its words."""

from __future__ import annotations

from typing import Protocol

from chat.emulator.engines.weights import missing, warn_missing


class Hearing(Protocol):
    """Blocking and thread-safe."""

    def transcribe(self, pcm: bytes) -> str:
        """PCM16 mono 16 kHz of one activity -> its words; "" when nothing was understood."""


class DeafHearing:
    """Stands in where no recognition is installed: understands nothing."""

    def transcribe(self, pcm: bytes) -> str:
        return ""


def load_hearing() -> Hearing:
    package = missing("numpy", "onnxruntime", "moonshine_voice")
    if package:
        warn_missing(package, "the emulator does not hear and answers typed text only")
        return DeafHearing()
    from chat.emulator.engines.moonshine import MoonshineHearing

    return MoonshineHearing()
