"""Where speech starts and ends, frame by frame."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from chat.emulator.activity import (
    FRAME_BYTES,
    KEPT_SILENCE_FRAMES,
    LEAST_SPEECH_FRAMES,
    LONGEST_ACTIVITY_BYTES,
    ActivityEnded,
    ActivityEvent,
    ActivityStarted,
    AutomaticListening,
    Detection,
    ManualListening,
)
from chat.emulator.refusals import Refusal

from .doubles import LoudnessDetector

VOICE = b"\x00\x20" * (FRAME_BYTES // 2)
SILENCE = bytes(FRAME_BYTES)
HANGOVER_FRAMES = 25
"""800 ms."""


class ScriptedDetector:
    def __init__(self, probabilities: Iterable[float]) -> None:
        self._probabilities = iter(probabilities)

    def probability(self, frame: bytes) -> float:
        return next(self._probabilities)


def _listening(**detection: float) -> AutomaticListening:
    return AutomaticListening(Detection(**detection), LoudnessDetector())  # type: ignore[arg-type]


def _hear(listening: AutomaticListening, *sounds: bytes) -> list[ActivityEvent]:
    return [event for sound in sounds for event in listening.feed(sound)]


def test_speech_then_silence_is_one_activity() -> None:
    events = _hear(_listening(), SILENCE * 30, VOICE * 20, SILENCE * HANGOVER_FRAMES)
    assert [type(event) for event in events] == [ActivityStarted, ActivityEnded]


def test_an_activity_keeps_the_sound_from_shortly_before_to_shortly_after_it() -> None:
    events = _hear(_listening(), SILENCE * 30, VOICE * 20, SILENCE * HANGOVER_FRAMES)
    padding = SILENCE * KEPT_SILENCE_FRAMES
    assert events[-1] == ActivityEnded(padding + VOICE * 20 + padding)


def test_speech_is_noticed_after_160_ms_of_it() -> None:
    listening = _listening()
    assert _hear(listening, VOICE * (LEAST_SPEECH_FRAMES - 1)) == []
    assert _hear(listening, VOICE) == [ActivityStarted()]


def test_a_click_is_no_speech() -> None:
    assert _hear(_listening(), *[VOICE * (LEAST_SPEECH_FRAMES - 1) + SILENCE] * 10) == []


def test_a_pause_shorter_than_the_silence_asked_for_ends_nothing() -> None:
    events = _hear(
        _listening(), VOICE * 10, SILENCE * (HANGOVER_FRAMES - 1), VOICE * 10, SILENCE * HANGOVER_FRAMES
    )
    assert [type(event) for event in events] == [ActivityStarted, ActivityEnded]


@pytest.mark.parametrize(("silence_ms", "frames"), [(500, 16), (800, 25), (100, 4)])
def test_the_silence_asked_for_is_awaited(silence_ms: int, frames: int) -> None:
    listening = _listening(silence_ms=silence_ms)
    assert len(_hear(listening, VOICE * 10, SILENCE * (frames - 1))) == 1
    assert len(_hear(listening, SILENCE)) == 1


def test_the_end_of_the_stream_ends_the_activity_at_once() -> None:
    listening = _listening(padding_ms=0)
    _hear(listening, VOICE * 10)
    assert list(listening.stream_end()) == [ActivityEnded(VOICE * 10)]
    assert list(listening.stream_end()) == []


def test_sound_may_go_on_after_the_end_of_the_stream() -> None:
    listening = _listening()
    for _ in range(2):
        assert _hear(listening, VOICE * 10) == [ActivityStarted()]
        assert len(list(listening.stream_end())) == 1


def test_speech_that_fades_below_the_start_is_still_speech() -> None:
    fading = [0.6, 0.4, 0.4, 0.4, 0.4] + [0.4] * 40 + [0.3] * HANGOVER_FRAMES
    listening = AutomaticListening(Detection(), ScriptedDetector(fading))
    events = _hear(listening, VOICE * len(fading))
    assert [type(event) for event in events] == [ActivityStarted, ActivityEnded]


def test_chunks_of_any_size_give_the_same_activity() -> None:
    sound = SILENCE * 10 + VOICE * 20 + SILENCE * 30
    chunks = [sound[start : start + 700] for start in range(0, len(sound), 700)]
    assert _hear(_listening(), *chunks) == _hear(_listening(), sound)


def test_an_activity_without_end_is_ended() -> None:
    events = _hear(_listening(), VOICE * (2 * LONGEST_ACTIVITY_BYTES // FRAME_BYTES))
    ended = [event for event in events if isinstance(event, ActivityEnded)]
    assert all(len(event.pcm) <= LONGEST_ACTIVITY_BYTES + FRAME_BYTES for event in ended)
    assert len(ended) >= 1


def test_marks_are_refused_while_activities_are_detected() -> None:
    with pytest.raises(Refusal, match="1007 Explicit activity control"):
        list(_listening().activity_start())


def test_marked_sound_is_the_activity() -> None:
    listening = ManualListening()
    assert list(listening.feed(VOICE)) == [], "sound outside of an activity is ignored"
    assert list(listening.activity_start()) == [ActivityStarted()]
    assert list(listening.activity_start()) == [], "a start within an activity is ignored"
    assert list(listening.feed(SILENCE)) == []
    assert list(listening.activity_end()) == [ActivityEnded(SILENCE)]


def test_an_empty_marked_activity_is_refused() -> None:
    listening = ManualListening()
    list(listening.activity_start())
    with pytest.raises(Refusal, match=r"1007 Precondition check failed\."):
        list(listening.activity_end())


def test_a_marked_activity_without_end_is_ended_and_its_end_is_still_taken() -> None:
    listening = ManualListening()
    list(listening.activity_start())
    sound = bytes(LONGEST_ACTIVITY_BYTES)
    assert list(listening.feed(sound)) == [ActivityEnded(sound)]
    assert list(listening.feed(VOICE)) == []
    assert list(listening.activity_end()) == []
    assert list(listening.activity_start()) == [ActivityStarted()]
