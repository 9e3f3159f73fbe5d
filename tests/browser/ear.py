"""What was played and said on the page, sample by sample, on one clock (measuring/ear.js)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.async_api import Page

MEASURING = Path(__file__).parent / "measuring"
EAR, MOUTH = MEASURING / "ear.js", MEASURING / "mouth.js"
HEARING_RATE = 16_000
WINDOW_S = 0.02

SOUNDING = 0.001
"""Speech of the page begins with a fade; below this it is silence."""
SPOKEN = 0.025
"""Of the loudest window. What is below is the room, as loud as the gain control made it."""

Samples = NDArray[np.float32]
"""Mono, 1 is full scale."""


@dataclass(frozen=True, slots=True)
class Heard:
    """`sound` went to the loudspeaker, `voice` came from the microphone; one index is one moment in both."""

    rate: int
    sound: Samples
    voice: Samples
    latency_s: float
    """From the page's output to the loudspeaker."""
    clock_ms: float
    """The wall clock when index 0 came out of the loudspeaker."""
    first_frame: int = 0
    """Of the page's AudioContext: index 0 is the sound of that frame."""

    def index_at(self, wall_ms: float) -> int:
        """What came out of the loudspeaker at that time."""
        return round((wall_ms - self.clock_ms) * self.rate / 1000)

    def heard_ms(self, index: int) -> float:
        """When that came out of the loudspeaker, by the wall clock."""
        return self.clock_ms + 1000 * index / self.rate

    def said_ms(self, index: int) -> float:
        """When that of `voice` came to the page."""
        return self.heard_ms(index) - 1000 * self.latency_s

    def sound_from(self, index: int) -> int:
        """Where the page next makes a sound. Raises AssertionError where it does not."""
        sounding = np.abs(self.sound[index:]) > SOUNDING
        assert sounding.any(), "the page made no sound"
        return index + int(sounding.argmax())

    def silence_from(self, index: int, lasting_s: float = 0.2) -> int:
        """Where the page next falls silent for that long. Raises AssertionError where it does not."""
        last = index - 1
        for place in index + np.flatnonzero(np.abs(self.sound[index:]) > SOUNDING):
            if place - last > lasting_s * self.rate:
                return last + 1
            last = int(place)
        assert len(self.sound) - last > lasting_s * self.rate, "the page did not fall silent"
        return last + 1

    def sentence_ends(self, pause_s: float) -> list[int]:
        """Where the person stopped speaking for at least `pause_s`."""
        window = round(WINDOW_S * self.rate)
        count = len(self.voice) // window
        power = np.square(self.voice[: count * window].reshape(count, window)).mean(1)
        spoken = np.flatnonzero(power > SPOKEN**2 * power.max())
        pauses = np.diff(spoken, append=count) > pause_s / WINDOW_S
        return [(int(end) + 1) * window for end in spoken[pauses]]


async def heard_on(page: Page) -> Heard:
    """All since the page has had sound, but for its last 50 ms."""
    taken: dict[str, Any] = await page.evaluate("() => ear.take()")
    sound, voice = (np.frombuffer(base64.b64decode(taken[side]), "<f4") for side in ("sound", "voice"))
    frames = np.array(taken["frames"])
    assert (np.diff(frames) == len(sound) // len(frames)).all(), "the recording has a hole"
    clock_ms = taken["clock"] + 1000 * int(frames[0]) / taken["rate"]
    return Heard(taken["rate"], sound, voice, taken["latency"], clock_ms, int(frames[0]))


async def arrivals_on(page: Page, kind: str) -> list[float]:
    """When the events of a type came to the page's worker, in ms of the wall clock."""
    arrivals: list[dict[str, Any]] = await page.evaluate("() => ear.arrivals")
    return [each["at"] for each in arrivals if each["type"] == kind]


async def say_aloud(page: Page, pcm: bytes) -> None:
    """Into the page's microphone (measuring/mouth.js); PCM16 mono 16 kHz. Returns when it is said."""
    await page.evaluate("pcm => mouth.speak(pcm)", base64.b64encode(pcm).decode())


def to_hearing_rate(samples: Samples, rate: int) -> bytes:
    """PCM16 mono 16 kHz, of speech that has nothing above 8 kHz worth hearing."""
    width = rate // HEARING_RATE
    smooth = np.convolve(samples, np.ones(width) / width, "same")
    places = np.arange(0, len(samples), rate / HEARING_RATE)
    pcm: bytes = (np.interp(places, np.arange(len(samples)), smooth) * 32_767).astype("<i2").tobytes()
    return pcm
