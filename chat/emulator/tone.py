"""The scenario `tone`: whatever is said, the answer is a pure tone whose words tell how far it has come.

A measured sample of it tells a gap, a click or a wrong offset by itself; no words have to be recognised.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator

from chat.emulator.speaking import SAMPLE_RATE

FREQUENCY_HZ = 200
PEAK = 0.37
WORD_S = 0.25
"""A whole number of periods, so that sentences join without a step."""
STAMPS_PER_SENTENCE = 2
STAMP_WORDS = 2
STAMPS_PER_SECOND = round(1 / (STAMP_WORDS * WORD_S))

_PERIOD = array(
    "h",
    (
        round(32767 * PEAK * math.sin(2 * math.pi * FREQUENCY_HZ * sample / SAMPLE_RATE))
        for sample in range(SAMPLE_RATE // FREQUENCY_HZ)
    ),
)


class ToneMind:
    """Answers "tone 1 tone 2 …", one stamp each half second, a sentence each second."""

    def __init__(self, seconds: float) -> None:
        self._stamps = round(seconds * STAMPS_PER_SECOND)

    def answer(self, said: str, picture: bytes | None, spoken: bool) -> Iterator[str]:
        for first in range(1, self._stamps + 1, STAMPS_PER_SENTENCE):
            yield " ".join(
                f"tone {stamp}" for stamp in range(first, min(first + STAMPS_PER_SENTENCE, self._stamps + 1))
            )

    def seed(self, role: str, text: str) -> None:
        """It remembers nothing."""

    def cut(self, said_so_far: str) -> None:
        """It remembers nothing."""

    def instruct(self, system_instruction: str) -> None:
        """It follows none."""


class ToneVoice:
    """A quarter of a second of the tone for each word."""

    def speak(self, sentence: str, voice_name: str) -> bytes:
        periods = round(len(sentence.split()) * WORD_S * FREQUENCY_HZ)
        return _PERIOD.tobytes() * periods
