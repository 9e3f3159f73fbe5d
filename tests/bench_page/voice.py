"""The way from the end of a person's speech to the first sound of the answer, and its stops.

Known of it are what was said and heard on the page, what passed the service's door, what the model's side
received and sent, and when its engines were at work; all in ms of the wall clock.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chat.protocol.limits import BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE
from tests.bench_page.passed import Passed
from tests.bench_page.tapped import LEVELS_PER_CHUNK
from tests.bench_page.timed_emulator import TIMED
from tests.browser.ear import Heard

CHUNK_SAMPLES = INPUT_SAMPLE_RATE // 50
LEVEL_S = CHUNK_SAMPLES / INPUT_SAMPLE_RATE / LEVELS_PER_CHUNK

CAPTURE, RELAY_UP, RELAY_DOWN = "capture and uplink", "relay, to the model", "relay, from the model"
NAMES = (
    CAPTURE,
    RELAY_UP,
    "detection",
    "hearing",
    "thinking",
    "speaking",
    RELAY_DOWN,
    "downlink, jitter buffer and output",
)

Way = Sequence[float]
"""The times at the stops between NAMES, from the mouth to the ear."""


@dataclass(frozen=True, slots=True)
class Model:
    """What its side tells of one connection."""

    received: Sequence[tuple[float, int]]
    """When audio came, and how many samples there were with it."""
    spoke: Sequence[float]
    """When speech was sent."""
    engines: dict[str, list[tuple[float, float]]]
    """When each began and ended."""


def read_model(record: Path, log: Iterable[str]) -> Model:
    """Of the last connection."""
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    last = [line for line in lines if line["connection"] == lines[-1]["connection"]]
    received, samples = [], 0
    for line in last:
        audio = line.get("message", {}).get("realtime_input", {}).get("audio")
        if line["from"] == "client" and audio:
            samples += audio["data"]["bytes"] // BYTES_PER_SAMPLE
            received.append((1000 * line["t"], samples))
    engines: dict[str, list[tuple[float, float]]] = {"hearing": [], "thinking": [], "speaking": []}
    for match in filter(None, (re.search(TIMED, line) for line in log)):
        engines[match[1]].append((float(match[2]), float(match[3])))
    return Model(received, [1000 * line["t"] for line in last if "speech" in line], engines)


def ways(heard: Heard, ends: Sequence[int], passed: Passed, model: Model) -> list[Way]:
    """One for each end of a sentence in `heard.voice`. Raises AssertionError where a stop is missing."""
    lag = lag_of(heard, passed)
    found: list[Way] = []
    for end in ends:
        chunk = int(end / heard.rate / LEVEL_S + lag) // LEVELS_PER_CHUNK
        samples = (chunk + 1) * CHUNK_SAMPLES
        place = bisect_left(model.received, samples, key=lambda each: each[1])
        assert place < len(model.received), "the end of a sentence did not come to the model"
        stops = [heard.said_ms(end), passed.chunks[chunk].at_ms, model.received[place][0]]
        began, ended = _first(model.engines["hearing"], stops[-1])
        stops += [began, ended]
        stops.append(_first(model.engines["thinking"], ended)[1])
        stops.append(_next(model.spoke, stops[-1]))
        stops.append(_next(passed.answers(), stops[-1]))
        found.append([*stops, heard.heard_ms(heard.sound_from(end))])
    return found


def relay_ms(way: Way) -> float:
    """Its own part of a way."""
    return sum(way[place + 1] - way[place] for place in map(NAMES.index, (RELAY_UP, RELAY_DOWN)))


def lag_of(heard: Heard, passed: Passed) -> float:
    """How many levels of the microphone the service has had when the page's recording begins."""
    here = levels_of(heard)
    there = np.array([level for chunk in passed.chunks for level in chunk.levels])
    likeness = np.correlate(there - there.mean(), here - here.mean(), "full")
    return float(likeness.argmax()) - (len(here) - 1)


def levels_of(heard: Heard) -> NDArray[np.float64]:
    """The microphone's, as the service notes them."""
    count = int(len(heard.voice) / heard.rate / LEVEL_S)
    edges = np.round(np.arange(count + 1) * LEVEL_S * heard.rate).astype(int)
    power = np.add.reduceat(np.square(heard.voice[: edges[-1]], dtype=np.float64), edges[:-1])
    level: NDArray[np.float64] = np.sqrt(power / np.diff(edges))
    return level


def _first(spans: Sequence[tuple[float, float]], after_ms: float) -> tuple[float, float]:
    """That began then or later."""
    place = bisect_left(spans, (after_ms,))
    assert place < len(spans), "an engine of the model's side was not at work"
    return spans[place]


def _next(times: Sequence[float], after_ms: float) -> float:
    place = bisect_left(times, after_ms)
    assert place < len(times), "an answer is missing"
    return times[place]
