"""Recorded human speech becomes its words; what is no speech becomes none."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from chat.emulator import hearing as hearing_module
from chat.emulator.engines import weights
from chat.emulator.engines.moonshine import SAMPLE_RATE, MoonshineHearing, pieces, read_vocabulary
from chat.emulator.hearing import DeafHearing, Hearing, load_hearing
from tests.support.recordings import Recording, librivox, noise, word_errors, words_of

ONE_SECOND = 2 * SAMPLE_RATE


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    return load_hearing()


@pytest.fixture(scope="module")
def recordings() -> list[Recording]:
    return librivox()


def test_at_most_one_word_in_ten_is_wrong_over_the_recordings(
    hearing: Hearing, recordings: list[Recording]
) -> None:
    assert len(recordings) == 5
    wrong = sum(word_errors(each.words, hearing.transcribe(each.pcm)) for each in recordings)
    assert wrong <= 0.1 * sum(len(words_of(each.words)) for each in recordings)


def test_what_is_heard_has_capitals_and_punctuation(hearing: Hearing, recordings: list[Recording]) -> None:
    heard = hearing.transcribe(recordings[-1].pcm)
    assert heard[0].isupper()
    assert heard[-1] in ".,?!"


def test_an_utterance_takes_a_fraction_of_its_own_length(
    hearing: Hearing, recordings: list[Recording]
) -> None:
    longest = max(recordings, key=lambda each: len(each.pcm))
    hearing.transcribe(longest.pcm)
    started = time.perf_counter()
    hearing.transcribe(longest.pcm)
    assert time.perf_counter() - started < len(longest.pcm) / ONE_SECOND / 4


def test_thirty_seconds_are_heard_to_the_end(hearing: Hearing, recordings: list[Recording]) -> None:
    pause = bytes(ONE_SECOND)
    pcm = pause.join(each.pcm for each in recordings) + pause
    assert len(pcm) / ONE_SECOND > 28
    spoken = " ".join(each.words for each in recordings)
    assert word_errors(spoken, hearing.transcribe(pcm)) <= 0.1 * len(words_of(spoken))


def test_long_audio_is_cut_where_it_is_quiet() -> None:
    loud = np.ones(20 * SAMPLE_RATE, np.float32)
    loud[8 * SAMPLE_RATE : 9 * SAMPLE_RATE] = 0
    first, second = pieces(loud)
    assert 8 <= len(first) / SAMPLE_RATE <= 9
    assert len(first) + len(second) == len(loud)


@pytest.mark.parametrize("pcm", [b"", b"\0", bytes(100), bytes(ONE_SECOND // 5), bytes(ONE_SECOND)])
def test_silence_and_clips_too_short_for_a_word_are_nothing(hearing: Hearing, pcm: bytes) -> None:
    assert hearing.transcribe(pcm) == ""


@pytest.mark.parametrize("seconds", [0.5, 1.0, 1.4])
def test_noise_is_nothing(hearing: Hearing, seconds: float) -> None:
    assert hearing.transcribe(noise()[: 2 * int(seconds * SAMPLE_RATE)]) == ""


@pytest.mark.parametrize("loudness", [50, 500, 3000])
def test_hiss_is_nothing(hearing: Hearing, loudness: int) -> None:
    hiss = np.random.default_rng(1).normal(0, loudness, 2 * SAMPLE_RATE)
    assert hearing.transcribe(hiss.astype("<i2").tobytes()) == ""


def test_an_odd_byte_at_the_end_is_left_out(hearing: Hearing, recordings: list[Recording]) -> None:
    pcm = recordings[1].pcm
    assert hearing.transcribe(pcm + b"\x7f") == hearing.transcribe(pcm)


def test_many_threads_hear_at_once(hearing: Hearing, recordings: list[Recording]) -> None:
    alone = [hearing.transcribe(each.pcm) for each in recordings]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(hearing.transcribe, [each.pcm for each in recordings])) == alone


def test_a_vocabulary_reads_lengths_of_one_and_of_two_bytes(tmp_path: Path) -> None:
    long = b"x" * 300
    file = tmp_path / "tokenizer.bin"
    file.write_bytes(b"\x03<s>" + b"\x02hi" + struct.pack("BB", 128 + 300 % 128, 300 // 128) + long)
    assert read_vocabulary(file) == [b"", b"hi", long]


@pytest.mark.parametrize("package", ["numpy", "onnxruntime", "moonshine_voice"])
def test_without_its_packages_it_is_deaf_and_says_how_to_install_them(
    package: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hearing_module, "missing", without(package))
    deaf = load_hearing()
    assert isinstance(deaf, DeafHearing)
    assert deaf.transcribe(noise()) == ""
    assert package in caplog.text
    assert "pip install -r requirements/run.txt" in caplog.text


def test_with_its_packages_it_is_moonshine(hearing: Hearing) -> None:
    assert isinstance(hearing, MoonshineHearing)


def test_weights_that_are_not_there_are_named_with_the_command_that_brings_them() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_voice is not installed: pip install"):
        weights.package_directory("no_such_voice")


def without(*absent: str) -> Callable[..., str]:
    """As `missing`, where these packages are not installed."""
    return lambda *packages: next((name for name in packages if name in absent), "")
