"""Sentences become speech that can be understood, with each engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from chat.emulator import speaking
from chat.emulator.engines.hibari import HibariVoice
from chat.emulator.engines.moonshine import MoonshineHearing
from chat.emulator.engines.nano import NanoVoice, two_to_three
from chat.emulator.engines.voices import VOICES, manner_of
from chat.emulator.speaking import SAMPLE_RATE, MuteVoice, Voice, load_voice
from tests.emulator.test_hearing import without
from tests.support.recordings import word_errors, words_of

SENTENCES = (
    "Good afternoon!",
    "I see mostly red, with some blue.",
    "I'm thinking of a number from 1 to 100.",
    "Once there was a lighthouse that was afraid of the dark.",
    "A great white beam swung out across the water and found the boat.",
    "Nothing can be divided by zero, not even by me.",
    "The king laughed for the first time in weeks, and he asked what he owed her.",
)


@pytest.fixture(scope="module")
def hibari() -> HibariVoice:
    return HibariVoice()


@pytest.fixture(scope="module")
def nano() -> NanoVoice:
    return NanoVoice()


@pytest.fixture(scope="module")
def hearing() -> MoonshineHearing:
    return MoonshineHearing()


def test_hibari_is_understood_word_for_word(hibari: HibariVoice, hearing: MoonshineHearing) -> None:
    assert error_rate(hibari, hearing) <= 0.02


def test_the_fallback_voice_is_understood(nano: NanoVoice, hearing: MoonshineHearing) -> None:
    assert error_rate(nano, hearing) <= 0.15


@pytest.mark.parametrize("name", ["Charon", "Sulafat"])
def test_the_lowest_and_the_highest_voice_are_understood(
    hibari: HibariVoice, hearing: MoonshineHearing, name: str
) -> None:
    assert error_rate(hibari, hearing, name) <= 0.05


@pytest.mark.parametrize(
    ("sentence", "heard"),
    [
        ("It is 3:42 pm.", "It is 3:42 p.m."),
        ("12.5 percent of 80 is 10.", "12.5% of 80 is 10."),
        ("The square root of 16 is 4.", "The square root of 16 is 4."),
        ("There are 1,234 stairs.", "There are 1,234 stairs."),
        ("I belong to livechat.", "I belong to live chat."),
    ],
)
def test_times_numbers_and_its_own_name_are_read_aloud_rightly(
    hibari: HibariVoice, hearing: MoonshineHearing, sentence: str, heard: str
) -> None:
    assert words_of(for_hearing(hibari, hearing, sentence)) == words_of(heard)


@pytest.mark.parametrize("sentence", [*SENTENCES, "Press the LIVECHAT button!", "STOP! NOW!"])
def test_speech_is_loud_and_never_clipped(hibari: HibariVoice, sentence: str) -> None:
    samples = np.abs(np.frombuffer(hibari.speak(sentence, ""), "<i2").astype(np.int32))
    assert 6_000 < samples.max() <= 0.96 * 32_767


def test_equal_sentences_sound_equal(hibari: HibariVoice) -> None:
    assert hibari.speak("Heads.", "Kore") == hibari.speak("Heads.", "Kore")


def test_each_of_the_thirty_voices_sounds_different(hibari: HibariVoice, nano: NanoVoice) -> None:
    assert len(VOICES) == 30
    assert len({(manner.pitch, manner.pace) for manner in VOICES.values()}) == 30
    for voice in (hibari, nano):
        assert len({voice.speak("Hello.", name) for name in VOICES}) == 30


@pytest.mark.parametrize("engine", ["hibari", "nano"])
def test_a_low_voice_is_measured_lower_than_a_high_one(engine: str, request: pytest.FixtureRequest) -> None:
    voice: Voice = request.getfixturevalue(engine)
    low, usual, high = (
        measured_pitch_hz(voice.speak(SENTENCES[3], name)) for name in ("Charon", "Puck", "Sulafat")
    )
    assert low < 0.9 * usual < usual < 0.92 * high


@pytest.mark.parametrize("engine", ["hibari", "nano"])
def test_a_slow_voice_takes_longer_than_a_quick_one(engine: str, request: pytest.FixtureRequest) -> None:
    voice: Voice = request.getfixturevalue(engine)
    names = sorted(VOICES, key=lambda name: VOICES[name].pace)
    # One sentence alone may take a tenth more or less from one machine to the next.
    slow, quick = (sum(len(voice.speak(each, name)) for each in SENTENCES) for name in (names[0], names[-1]))
    assert slow > 1.1 * quick


def test_an_unknown_voice_is_the_usual_one(hibari: HibariVoice) -> None:
    assert hibari.speak("Hello.", "Nobody") == hibari.speak("Hello.", "") == hibari.speak("Hello.", "Puck")


def test_the_pitch_leaves_the_pace_alone(hibari: HibariVoice) -> None:
    usual = len(hibari.speak(SENTENCES[3], ""))
    for name in ("Charon", "Sulafat"):
        at_usual_pace = len(hibari.speak(SENTENCES[3], name)) * manner_of(name).pace
        assert at_usual_pace == pytest.approx(usual, rel=0.12)


def test_a_short_first_sentence_is_ready_at_once(hibari: HibariVoice) -> None:
    hibari.speak("Warm.", "")
    started = time.perf_counter()
    for _ in range(5):
        hibari.speak("It's red, nothing but red.", "")
    assert (time.perf_counter() - started) / 5 < 0.15


@pytest.mark.parametrize("sentence", ["", " ", "…", "?!", "\u4f60\u597d", "😀"])
def test_what_cannot_be_read_is_not_an_error(hibari: HibariVoice, nano: NanoVoice, sentence: str) -> None:
    for voice in (hibari, nano):
        assert len(voice.speak(sentence, "")) % 2 == 0


def test_many_threads_speak_at_once(hibari: HibariVoice) -> None:
    alone = [hibari.speak(sentence, "") for sentence in SENTENCES]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda sentence: hibari.speak(sentence, ""), SENTENCES)) == alone


def test_two_samples_become_three() -> None:
    ramp = np.arange(0, 3000, 3, dtype="<i2")
    raised = np.frombuffer(two_to_three(ramp.tobytes()), "<i2")
    assert len(raised) == 1500
    assert np.abs(raised[:-2] - np.arange(0, 2996, 2)).max() <= 1


@pytest.mark.parametrize(
    ("absent", "expected"),
    [
        ((), HibariVoice),
        (("hibari",), NanoVoice),
        (("numpy",), NanoVoice),
        (("hibari", "py_nanotts"), MuteVoice),
    ],
)
def test_the_best_voice_installed_is_taken(
    absent: tuple[str, ...],
    expected: Callable[[], Voice],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(speaking, "missing", without(*absent))
    voice = load_voice()
    assert type(voice) is expected
    assert voice.speak("Hello.", "")
    assert ("pip install -r requirements/run.txt" in caplog.text) is bool(absent)


def test_the_mute_voice_is_a_short_silence() -> None:
    silence = MuteVoice().speak("Hello.", "Puck")
    assert not any(silence)
    assert 0 < len(silence) < SAMPLE_RATE


def measured_pitch_hz(pcm: bytes) -> float:
    """The median over the loud parts: where a window agrees best with itself, 80 to 400 Hz."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    size, shortest, longest = 1_200, SAMPLE_RATE // 400, SAMPLE_RATE // 80
    loud = 0.3 * np.abs(samples).max()
    pitches = []
    for start in range(0, len(samples) - size - longest, size):
        window = samples[start : start + size]
        if np.abs(window).max() < loud:
            continue
        scores = [
            float(window @ later / (np.linalg.norm(window) * np.linalg.norm(later) + 1e-9))
            for lag in range(shortest, longest)
            for later in (samples[start + lag : start + lag + size],)
        ]
        # The shortest of the good ones: twice the period fits as well.
        best = next(lag for lag, score in enumerate(scores) if score >= 0.95 * max(scores))
        pitches.append(SAMPLE_RATE / (best + shortest))
    return float(np.median(pitches))


def error_rate(voice: Voice, hearing: MoonshineHearing, name: str = "") -> float:
    """Word errors of the sentences spoken and heard again, for each word."""
    errors = sum(word_errors(sentence, for_hearing(voice, hearing, sentence, name)) for sentence in SENTENCES)
    return errors / sum(len(words_of(sentence)) for sentence in SENTENCES)


def for_hearing(voice: Voice, hearing: MoonshineHearing, sentence: str, name: str = "") -> str:
    return hearing.transcribe(at_16_khz(voice.speak(sentence, name)))


def at_16_khz(pcm: bytes) -> bytes:
    """From PCM16 mono 24 kHz."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    places = np.arange(len(samples) * 2 // 3) * 1.5
    resampled: bytes = np.interp(places, np.arange(len(samples)), samples).astype("<i2").tobytes()
    return resampled
