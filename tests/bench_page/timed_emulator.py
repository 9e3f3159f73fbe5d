"""`python -m tests.bench_page.timed_emulator`: the emulator, which tells when its engines are at work.

A line of TIMED for each time that it heard, thought of a sentence or spoke one, in ms of the wall clock. The
times in its record are those of the wall clock, too, in seconds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from chat.emulator import __main__ as emulator
from chat.emulator.hearing import Hearing
from chat.emulator.record import Record
from chat.emulator.senses import Answering, Senses
from chat.emulator.speaking import Voice

TIMED = r"timed (hearing|thinking|speaking) ([\d.]+) ([\d.]+)$"

untimed_senses = emulator.chosen_senses


@contextmanager
def timed(engine: str) -> Iterator[None]:
    begun = 1000 * time.time()
    yield
    print(f"timed {engine} {begun:.1f} {1000 * time.time():.1f}", flush=True)


@dataclass(frozen=True, slots=True)
class TimedHearing:
    inner: Hearing

    def transcribe(self, pcm: bytes) -> str:
        with timed("hearing"):
            return self.inner.transcribe(pcm)


@dataclass(frozen=True, slots=True)
class TimedVoice:
    inner: Voice

    def speak(self, sentence: str, voice_name: str) -> bytes:
        with timed("speaking"):
            return self.inner.speak(sentence, voice_name)


@dataclass(frozen=True, slots=True)
class TimedMind:
    inner: Answering

    def seed(self, role: str, text: str) -> None:
        self.inner.seed(role, text)

    def cut(self, said_so_far: str) -> None:
        self.inner.cut(said_so_far)

    def instruct(self, system_instruction: str) -> None:
        self.inner.instruct(system_instruction)

    def answer(self, said: str, picture: bytes | None, spoken: bool) -> Iterator[str]:
        sentences = self.inner.answer(said, picture, spoken)
        while True:
            with timed("thinking"):
                sentence = next(sentences, None)
            if sentence is None:
                return
            yield sentence


def timed_senses(options: argparse.Namespace) -> Senses:
    senses = untimed_senses(options)
    return Senses(
        TimedHearing(senses.hearing),
        TimedVoice(senses.voice),
        senses.new_detector,
        lambda instruction, aloud: TimedMind(senses.new_mind(instruction, aloud)),
    )


if __name__ == "__main__":
    # A record's times are those of the monotonic clock since it began.
    began = time.monotonic() - time.time()
    vars(emulator).update(chosen_senses=timed_senses, Record=partial(Record, began=began))
    emulator.main()
