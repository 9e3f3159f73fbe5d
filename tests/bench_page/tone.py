"""What can be told of a tone that was heard: where in it one is, how steep it gets."""

from __future__ import annotations

import math

import numpy as np

from chat.emulator.tone import FREQUENCY_HZ
from chat.protocol.limits import OUTPUT_SAMPLE_RATE
from tests.browser.ear import Heard, Samples

PERIOD_SAMPLES = OUTPUT_SAMPLE_RATE // FREQUENCY_HZ
FIT_S = 2 / FREQUENCY_HZ
"""Two periods: a fade on their way shifts nothing."""


def largest_step(sound: Samples) -> float:
    return float(np.abs(np.diff(sound)).max())


def sample_at(heard: Heard, begins: int, index: float) -> float:
    """Which sample of a tone that begins at `begins` sounds at `index`, in samples of the speech's own rate.

    By the phase of the tone, so exact to a fraction of one, where the place alone is right to half a period.
    """
    width = round(FIT_S * heard.rate)
    first = round(index) - width // 2
    piece = heard.sound[first : first + width]
    turn_per_frame = 2 * math.pi * FREQUENCY_HZ / heard.rate
    places = np.arange(first, first + width) - index
    wave = np.exp(-1j * turn_per_frame * places)
    # sin(x) = cos(x - pi / 2)
    phase = float(np.angle((piece * wave).sum())) + math.pi / 2
    within = phase / (2 * math.pi) * PERIOD_SAMPLES
    about = (index - begins) * OUTPUT_SAMPLE_RATE / heard.rate
    return within + PERIOD_SAMPLES * round((about - within) / PERIOD_SAMPLES)
