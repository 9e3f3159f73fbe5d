"""Invariant 4 over a lost socket: what was on its way goes again, what nobody came for was not heard."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from chat.protocol.events import Interrupted
from chat.protocol.frames import Speech
from chat.transcript import Utterance
from tests.turns.script import STARTED_AT, Script, speech


def answer(script: Script, seconds: float) -> None:
    for tenth in range(round(seconds / 0.1)):
        script.model(speech=speech(0.1), output_transcription=f"{tenth} ")
    script.model(generation_complete=True)


def offsets(outputs: Sequence[object]) -> list[float]:
    return [each.offset / 24_000 for each in outputs if isinstance(each, Speech)]


def test_what_was_on_its_way_goes_again_from_what_was_played() -> None:
    script = Script()
    answer(script, 5)
    script.played(1, 0.5)
    script.left()
    assert script.wait(3) == []
    again = script.joined(1, 1.0)
    assert offsets(again)[0] == pytest.approx(1.0)
    assert offsets(again)[-1] == pytest.approx(2.9, abs=0.11)


def test_a_turn_that_never_arrived_goes_from_its_beginning() -> None:
    script = Script()
    answer(script, 1)
    script.left()
    assert offsets(script.joined(7, 3.0)) == []
    script = Script()
    answer(script, 1)
    script.model(turn_complete=True)
    script.played(1, 1.0)
    script.wait(0)
    answer(script, 1)
    script.left()
    again = script.joined(1, 1.0)
    assert offsets(again)[0] == 0
    assert {each.turn for each in again if isinstance(each, Speech)} == {2}


def test_a_browser_that_had_fallen_silent_is_believed_what_it_played() -> None:
    """Its loss is noticed after six seconds, in which it was taken to hear by the clock."""
    script = Script()
    answer(script, 20)
    script.played(1, 0.5)
    script.wait(6)
    script.left()
    assert offsets(script.joined(1, 0.5))[0] == pytest.approx(0.5)


def test_speech_that_comes_meanwhile_waits() -> None:
    script = Script()
    answer_begins = script.model(speech=speech(0.1))
    assert offsets(answer_begins) == [0]
    script.left()
    assert offsets(script.model(speech=speech(0.1))) == []
    script.model(turn_complete=True)
    assert offsets(script.model(speech=speech(0.1))) == []
    script.joined(1, 0.1)
    script.played(1, 0.2)
    turns = {each.turn for each in script.all(Speech) if each.pcm}
    assert turns == {1, 2}


def test_what_nobody_came_for_was_not_heard() -> None:
    script = Script()
    answer(script, 5)
    script.model(turn_complete=True)
    script.played(1, 1.0)
    script.left()
    assert Interrupted(1) in script.give_up_unheard()
    script.wait(2)
    script.close()
    [utterance] = [each for each in script.utterances() if each.speaker == "model"]
    assert utterance.interrupted
    assert utterance.heard_samples == 24_000
    assert utterance.text[: utterance.heard_chars].split() == [str(tenth) for tenth in range(10)]


def test_numbers_go_on_where_another_process_was() -> None:
    script = Script(turn=7, last_sequence=40)
    script.typed("Hello")
    answer(script, 0.2)
    script.close()
    assert [(each.turn, each.sequence) for each in script.utterances()] == [(7, 41), (7, 42)]
    assert script.utterances()[0].started_at == STARTED_AT


def test_what_is_being_said_can_be_kept_before_it_is_finished() -> None:
    script = Script()
    script.model(input_transcription="How are")
    [draft] = script.tracker.drafts(script.now)
    assert (draft.sequence, draft.text) == (1, "How are")
    script.model(output_transcription="I am", speech=speech(1))
    script.played(1, 0.5)
    [draft] = script.tracker.drafts(script.now)
    assert (draft.text, draft.heard_samples) == ("I am", 12_000)
    assert [each.text for each in script.all(Utterance)] == ["How are"], "finished as the answer began"


def test_a_browser_that_noticed_its_loss_first_hears_what_went_to_the_dead_socket() -> None:
    script = Script()
    answer(script, 5)
    script.played(1, 0.5)
    again = script.joined(1, 1.0)
    assert offsets(again)[0] == pytest.approx(1.0)
