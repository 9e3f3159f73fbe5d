"""Recorded voices and noise of Debian's packages, 16 kHz, and their words compared with what was heard."""

from __future__ import annotations

import re
import wave
from dataclasses import dataclass
from pathlib import Path

LIBRIVOX = Path("/usr/share/pocketsphinx/test/data/librivox")
ALSA = Path("/usr/share/sounds/alsa")
SAMPLE_RATE = 16_000


@dataclass(frozen=True, slots=True)
class Recording:
    path: Path
    words: str
    """What is said, lower case, without punctuation."""

    @property
    def pcm(self) -> bytes:
        return read_wave(self.path)


def librivox() -> list[Recording]:
    """Five sentences of Sense and Sensibility, read by volunteers of LibriVox."""
    lines = _existing(LIBRIVOX / "transcription", "pocketsphinx-testdata").read_text().splitlines()
    said = (re.fullmatch(r"<s> (.*) </s> \((\S+)\)", line) for line in lines)
    return [Recording(LIBRIVOX / f"{match[2]}.wav", match[1]) for match in said if match]


def noise() -> bytes:
    """1.4 s."""
    return read_wave(_existing(ALSA / "Noise.wav", "alsa-utils"))


def read_wave(path: Path) -> bytes:
    """The first channel at 16 kHz; every third sample of 48 kHz will do for tests."""
    with wave.open(str(path)) as recording:
        step, rest = divmod(recording.getframerate(), SAMPLE_RATE)
        assert not rest, "a whole multiple of 16 kHz"
        frames: bytes = recording.readframes(recording.getnframes())
        width = 2 * recording.getnchannels()
    return b"".join(frames[at : at + 2] for at in range(0, len(frames), width * step))


def words_of(text: str) -> list[str]:
    """Compared without case, punctuation and hyphens."""
    return re.findall(r"[a-z0-9']+", text.lower())


def word_errors(said: str, heard: str) -> int:
    """Words replaced, left out and put in: the Levenshtein distance."""
    spoken, understood = words_of(said), words_of(heard)
    previous = list(range(len(understood) + 1))
    for row, word in enumerate(spoken, 1):
        current = [row]
        for column, other in enumerate(understood, 1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (word != other)))
        previous = current
    return previous[-1]


def _existing(path: Path, package: str) -> Path:
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: apt-get install {package}")
    return path
