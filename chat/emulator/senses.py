"""What the emulator hears, speaks and answers with, bundled, loaded and run once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from chat.emulator.detector import FRAME_SAMPLES, EnergyDetector, SpeechDetector, load_detector
from chat.emulator.hearing import DeafHearing, Hearing, load_hearing
from chat.emulator.mind import Mind
from chat.emulator.speaking import MuteVoice, Voice, load_voice
from chat.emulator.textual import TextualMind
from chat.emulator.tone import ToneMind, ToneVoice

INPUT_SAMPLE_RATE = 16_000


class Answering(Protocol):
    """One session's conversationalist. Its calls come one at a time, each in any thread."""

    def answer(self, said: str, picture: bytes | None, spoken: bool) -> Iterator[str]:
        """The sentences of the reply, lazily, each to be spoken in one go. `said` is "" where words were not
        understood; `picture` is the newest JPEG or PNG."""

    def seed(self, role: str, text: str) -> None:
        """What was said before, told by the client."""

    def cut(self, said_so_far: str) -> None:
        """The last reply was interrupted after these words."""

    def instruct(self, system_instruction: str) -> None:
        """What it goes by from here on."""


@dataclass(frozen=True, slots=True)
class Senses:
    hearing: Hearing
    voice: Voice
    new_detector: Callable[[], SpeechDetector]
    new_mind: Callable[[str, bool], Answering]
    """By the system instruction, and whether the answers are spoken."""

    def warm(self) -> None:
        """Runs each engine once: the first run is the slow one."""
        self.voice.speak("Hello.", "")
        self.hearing.transcribe(bytes(2 * INPUT_SAMPLE_RATE))
        self.new_detector().probability(bytes(2 * FRAME_SAMPLES))


def talking_senses() -> Senses:
    """The best engines installed."""
    hearing, voice = load_hearing(), load_voice()
    if isinstance(hearing, DeafHearing) or isinstance(voice, MuteVoice):
        return Senses(hearing, voice, load_detector(), _textual_mind)
    return Senses(hearing, voice, load_detector(), _mind)


def textual_senses() -> Senses:
    """No speech, whatever is installed."""
    return Senses(DeafHearing(), MuteVoice(), EnergyDetector, _textual_mind)


def tone_senses(seconds: float) -> Senses:
    """A tone for an answer, for measurements: no package is needed."""
    return Senses(DeafHearing(), ToneVoice(), EnergyDetector, lambda instruction, aloud: ToneMind(seconds))


def _mind(system_instruction: str, aloud: bool) -> Answering:
    return Mind(system_instruction)


def _textual_mind(system_instruction: str, aloud: bool) -> Answering:
    mind = Mind(system_instruction)
    return TextualMind(mind) if aloud else mind
