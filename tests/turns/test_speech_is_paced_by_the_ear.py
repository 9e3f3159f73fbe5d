"""Invariant 2: at most two seconds of speech travel ahead of the ear, so an interruption is not stuck."""

from __future__ import annotations

import pytest

from chat.ear import HELD_AT_MOST_S
from chat.protocol.events import Upstream
from chat.protocol.frames import Speech
from tests.turns.script import Script, speech


def burst(script: Script, seconds: float) -> None:
    for _ in range(round(seconds / 0.1)):
        script.model(speech=speech(0.1))


def test_a_burst_is_held_back_at_two_seconds() -> None:
    script = Script()
    burst(script, 10)
    assert script.sent_s() == pytest.approx(2.0, abs=0.1)


def test_each_report_lets_as_much_through_as_was_played() -> None:
    script = Script()
    burst(script, 10)
    for played in (0.1, 0.2, 1.0):
        script.played(1, played)
        assert script.sent_s() == pytest.approx(2.0 + played, abs=0.1)


def test_nothing_is_lost_or_doubled_on_the_way() -> None:
    script = Script()
    burst(script, 10)
    script.model(generation_complete=True)
    for tenth in range(101):
        script.now += 0.1
        script.played(1, tenth / 10)
    frames = script.all(Speech)
    ends = [frame.offset + len(frame.pcm) // 2 for frame in frames]
    assert [frame.offset for frame in frames] == [0, *ends[:-1]]
    assert ends[-1] == 240_000
    assert frames[-1].last


def test_a_browser_that_reports_nothing_hears_by_the_wall_clock() -> None:
    script = Script()
    burst(script, 10)
    script.wait(0.9)
    assert script.sent_s() == pytest.approx(2.0, abs=0.1)
    script.wait(2.1)
    assert script.sent_s() == pytest.approx(4.0, abs=0.2)
    for _ in range(10):
        script.wait(1)
    assert script.sent_s() == pytest.approx(10.0)


def test_it_is_known_when_to_look_again() -> None:
    script = Script()
    assert script.tracker.next_due_s(script.now) is None
    burst(script, 10)
    wait_s = script.tracker.next_due_s(script.now)
    assert wait_s is not None
    before = script.sent_s()
    script.wait(wait_s + 0.1)
    assert script.sent_s() > before


def test_a_report_beyond_what_was_sent_counts_as_all_that_was_sent() -> None:
    script = Script()
    burst(script, 10)
    script.played(1, 1_000)
    assert script.sent_s() == pytest.approx(4.0, abs=0.1)


def test_a_report_of_a_turn_that_never_was_is_passed_over() -> None:
    script = Script()
    burst(script, 10)
    script.played(77, 5)
    assert script.sent_s() == pytest.approx(2.0, abs=0.1)


def test_the_next_reply_waits_until_the_one_before_was_heard() -> None:
    script = Script()
    burst(script, 3)
    script.model(turn_complete=True)
    script.model(speech=speech(0.5))
    script.played(1, 2)
    assert {frame.turn for frame in script.all(Speech)} == {1}
    script.played(1, 3)
    assert [frame.turn for frame in script.all(Speech)][-1] == 2


def test_a_reply_that_waited_behind_another_is_not_heard_before_it_is_sent() -> None:
    script = Script()
    burst(script, 3)
    script.model(turn_complete=True)
    burst(script, 20)
    for tenth in range(1, 31):
        script.now += 0.1
        script.played(1, tenth / 10)
    for _ in range(3):
        script.wait(0)
    assert script.sent_s() == pytest.approx(3 + 2, abs=0.1)
    script.model(interrupted=True)
    script.wait(1)
    assert script.utterances()[-1].heard_samples == 0


@pytest.mark.parametrize("reported", [True, False])
def test_speech_after_a_pause_of_the_model_is_paced_from_where_it_goes_on(reported: bool) -> None:
    script = Script()
    burst(script, 1)
    if reported:
        script.played(1, 1)
    script.wait(10)
    burst(script, 20)
    for _ in range(3):
        script.wait(0)
    assert script.sent_s() == pytest.approx(1 + 2, abs=0.1)


def test_a_reply_that_waits_behind_another_is_not_looked_at_all_the_time() -> None:
    script = Script()
    burst(script, 10)
    script.model(turn_complete=True)
    burst(script, 3)
    for tenth in range(1, 30):
        script.now += 0.1
        script.played(1, tenth / 10)
    wait_s = script.tracker.next_due_s(script.now)
    assert wait_s is not None
    assert wait_s > 0.1


def test_a_reply_beyond_what_may_be_held_is_cut_and_marked() -> None:
    script = Script()
    burst(script, HELD_AT_MOST_S + 10)
    script.model(output_transcription="the end")
    script.model(generation_complete=True, turn_complete=True)
    for _ in range(200):
        script.wait(1)
    reply = script.utterances()[-1]
    assert script.sent_s() == pytest.approx(HELD_AT_MOST_S + 2, abs=0.2)
    assert reply.total_samples == reply.heard_samples
    assert [notice.code for notice in script.all(Upstream)] == ["reply_too_long"]
