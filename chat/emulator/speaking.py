"""Speaking: from a sentence to its sound."""

from __future__ import annotations

from typing import Protocol

from chat.emulator.engines.weights import missing, warn_missing

SAMPLE_RATE = 24_000


class Voice(Protocol):
    """Blocking and thread-safe."""

    def speak(self, sentence: str, voice_name: str) -> bytes:
        """PCM16 mono 24 kHz of one sentence. `voice_name` is one of the service's; "" is the usual one."""


class MuteVoice:
    """Stands in where no synthesis is installed: a pause for each sentence."""

    SILENCE_S = 0.2

    def speak(self, sentence: str, voice_name: str) -> bytes:
        return bytes(2 * int(self.SILENCE_S * SAMPLE_RATE))


def load_voice() -> Voice:
    package = missing("numpy", "onnxruntime", "hibari")
    if not package:
        from chat.emulator.engines.hibari import HibariVoice

        return HibariVoice()
    if missing("py_nanotts"):
        warn_missing(package, "the emulator does not speak")
        return MuteVoice()
    from chat.emulator.engines.nano import NanoVoice

    warn_missing(package, "the emulator speaks with a simpler voice")
    return NanoVoice()
