"""What the harness makes of what it has measured, by recordings whose figures are known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from chat.emulator.tone import FREQUENCY_HZ, PEAK
from tests.bench_page.clicks import clicks, delays_ms, longest_gap_ms
from tests.bench_page.parts.glitches import figures
from tests.bench_page.parts.memory import grown_percent
from tests.bench_page.passed import Chunk, Event, Passed, Speech
from tests.bench_page.stages import stages
from tests.bench_page.tone import largest_step, sample_at
from tests.bench_page.trace import script_ms, within
from tests.bench_page.voice import LEVEL_S, NAMES, lag_of, levels_of, relay_ms
from tests.browser.ear import Heard, Samples

RATE = 48_000


def heard(sound: Samples, voice: Samples | None = None) -> Heard:
    return Heard(RATE, sound, np.zeros_like(sound) if voice is None else voice, latency_s=0, clock_ms=0)


def tone(seconds: float) -> Samples:
    return (PEAK * np.sin(2 * np.pi * FREQUENCY_HZ * np.arange(round(seconds * RATE)) / RATE)).astype("f4")


def chunk(at_ms: float, peak: float = 0.0) -> Chunk:
    return Chunk(at_ms, peak, [peak] * 4)


def test_each_click_is_as_late_as_its_chunk() -> None:
    chunks = [chunk(at, 0.8 if at in (40, 420) else 0.01) for at in range(0, 600, 20)]
    assert delays_ms([15.0, 400.0], chunks) == [25, 20]


def test_a_lost_click_is_no_late_one() -> None:
    with pytest.raises(AssertionError, match="clicks did not come"):
        delays_ms([15.0], [chunk(20), chunk(400, 0.8)])
    with pytest.raises(AssertionError, match="did not come to the server"):
        delays_ms([15.0], [chunk(20)])


def test_clicks_are_heard_one_by_one() -> None:
    loud = np.abs(np.frombuffer(clicks(5), "<i2")) > 20_000
    assert np.count_nonzero(np.diff(loud.astype(int)) == 1) == 5


def test_the_longest_gap_is_between_two_chunks() -> None:
    assert longest_gap_ms([chunk(0), chunk(20), chunk(75), chunk(80)]) == 55


@pytest.mark.parametrize("index", [5_000, 12_345.5, 40_001.25])
def test_the_sample_that_sounds_is_told_by_the_phase(index: float) -> None:
    silence = np.zeros(1_000, "f4")
    sound = np.concatenate([silence, tone(1)])
    # Where it is taken to begin may be wrong by less than half a period.
    about = sample_at(heard(sound), 1_000 + 90, index)
    assert about == pytest.approx((index - 1_000) / 2, abs=0.2)


def test_a_hard_cut_is_a_step_and_a_tone_is_none() -> None:
    assert largest_step(tone(0.1)) < 0.01
    # A quarter of a period on, it is at its peak.
    assert largest_step(np.concatenate([tone(0.10125), np.zeros(100, "f4")])) == pytest.approx(
        PEAK, abs=0.001
    )


def test_silence_within_a_tone_is_a_glitch() -> None:
    whole = {"bends": 0, "stretches": 3, "dropouts": 0, "soundingS": 3.0}
    assert figures(whole, tones=3)[0].value == 0
    assert figures(whole, tones=2)[0].value == 1
    assert not figures({**whole, "bends": 1}, tones=3)[0].kept
    assert not figures({**whole, "dropouts": 1}, tones=3)[0].kept


def test_what_grows_after_the_warming_up_is_told() -> None:
    assert grown_percent([50.0] * 3 + [100.0] * 27) == 0
    assert grown_percent([100.0] * 20 + [110.0] * 10) == pytest.approx(10)


def test_the_stretches_of_a_way_are_told_each() -> None:
    told = stages(["up", "down"], [[0, 10, 30], [100, 112, 120], [200, 211, 230]])
    assert [(each.name, each.p50_ms, each.p95_ms) for each in told] == [("up", 11, 12), ("down", 19, 20)]


def test_the_relays_part_is_both_its_ways() -> None:
    way = list(np.cumsum([0, 1, 2, 4, 8, 16, 32, 64, 128]))
    assert len(way) == len(NAMES) + 1
    assert relay_ms(way) == 2 + 64


def test_the_recording_is_found_in_what_the_service_had() -> None:
    noise = np.random.default_rng(1)
    loudness = np.repeat(noise.uniform(0.01, 0.5, 200), round(0.05 * RATE))
    voice = (loudness * noise.standard_normal(len(loudness))).astype("f4")
    there = levels_of(heard(voice, voice))
    chunks = [Chunk(at, 0, list(there[at : at + 4])) for at in range(0, len(there) // 4 * 4, 4)]
    late = 37
    page = voice[round(late * LEVEL_S * RATE) :]
    assert lag_of(heard(page, page), Passed(chunks, [], [])) == late


def test_what_passed_is_told_by_its_kind() -> None:
    speech = [Speech(1, 1, 0), Speech(2, 1, 960), Speech(9, 2, 0)]
    passed = Passed([], speech, [Event(3, "interrupted"), Event(4, "caption")])
    assert passed.answers() == [1, 9]
    assert passed.times_of("interrupted") == [3]


def test_only_the_main_threads_functions_count() -> None:
    def call(tid: int, url: str) -> dict[str, object]:
        data = {"data": {"url": url}}
        return {"name": "FunctionCall", "ph": "X", "pid": 1, "tid": tid, "tdur": 1500, "args": data}

    def thread(tid: int, name: str) -> dict[str, object]:
        return {"name": "thread_name", "ph": "M", "pid": 1, "tid": tid, "args": {"name": name}}

    events = [
        thread(1, "CrRendererMain"),
        thread(2, "AudioWorklet thread"),
        call(1, "http://host/static/1/js/audio/sound.js"),
        call(1, "http://host/static/1/js/view/orb.js"),
        call(2, "http://host/static/1/js/audio/playback.worklet.js"),
    ]
    spent = script_ms(json.dumps({"traceEvents": events}).encode())
    assert within(spent, ["/js/audio/"]) == 1.5
    assert sum(spent.values()) == 3
