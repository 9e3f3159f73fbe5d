"""Senses whose behaviour a test chooses, behind the interfaces of the real ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from chat.emulator.senses import Senses
from chat.emulator.speaking import SAMPLE_RATE


class LoudnessDetector:
    """Any sound is a voice."""

    def probability(self, frame: bytes) -> float:
        return float(any(frame))


@dataclass
class RecordingHearing:
    words: str = "go forward ten meters"
    heard: list[bytes] = field(default_factory=list)

    def transcribe(self, pcm: bytes) -> str:
        self.heard.append(pcm)
        return self.words


@dataclass
class RecordingVoice:
    """Near silence, so long for each word."""

    voices: list[str] = field(default_factory=list)
    word_s: float = 0.1

    def speak(self, sentence: str, voice_name: str) -> bytes:
        self.voices.append(voice_name)
        return b"\x01\x00" * (int(self.word_s * SAMPLE_RATE) * len(sentence.split()))


@dataclass
class RecordingMind:
    sentences: tuple[str, ...] = ("I heard you.",)
    asked: list[tuple[str, bytes | None, bool]] = field(default_factory=list)
    seeds: list[tuple[str, str]] = field(default_factory=list)
    cuts: list[str] = field(default_factory=list)
    instructions: list[str] = field(default_factory=list)
    was_cut: threading.Event = field(default_factory=threading.Event)

    def __deepcopy__(self, memo: object) -> RecordingMind:
        return self

    def answer(self, said: str, picture: bytes | None, spoken: bool) -> Iterator[str]:
        self.asked.append((said, picture, spoken))
        return iter(self.sentences)

    def seed(self, role: str, text: str) -> None:
        self.seeds.append((role, text))

    def cut(self, said_so_far: str) -> None:
        self.cuts.append(said_so_far)
        self.was_cut.set()

    def instruct(self, system_instruction: str) -> None:
        self.instructions.append(system_instruction)


@dataclass
class Cast:
    """The doubles of one emulator; `mind` serves all its sessions."""

    hearing: RecordingHearing = field(default_factory=RecordingHearing)
    voice: RecordingVoice = field(default_factory=RecordingVoice)
    mind: RecordingMind = field(default_factory=RecordingMind)
    instructions: list[str] = field(default_factory=list)

    @property
    def senses(self) -> Senses:
        return Senses(self.hearing, self.voice, LoudnessDetector, self._new_mind)

    def _new_mind(self, system_instruction: str, aloud: bool) -> RecordingMind:
        self.instructions.append(system_instruction)
        return self.mind
