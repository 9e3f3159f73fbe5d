"""Invariant 4: what the person heard is told from what was not."""

from __future__ import annotations

from chat.protocol.events import Agent, Interrupted, State
from chat.protocol.frames import Speech
from tests.turns.script import Script, speech


def long_answer(script: Script) -> None:
    script.model(input_transcription="Tell me a story.")
    for word in ("once ", "upon ", "a ", "time ", "there "):
        script.model(output_transcription=word, speech=speech(1))


def test_the_reply_is_cut_where_playback_stopped() -> None:
    script = Script()
    long_answer(script)
    script.now += 1.5
    script.played(1, 1.5)
    script.model(interrupted=True)
    script.now += 0.05
    script.played(1, 1.55)
    script.wait(1)
    reply = script.utterances()[-1]
    assert reply.interrupted
    assert reply.text[: reply.heard_chars] == "once upon "
    assert reply.text == "once upon a time there "
    assert reply.heard_samples == round(1.55 * 24_000)


def test_no_speech_follows_an_interruption() -> None:
    script = Script()
    long_answer(script)
    script.outputs.clear()
    script.model(interrupted=True)
    script.wait(5)
    assert script.all(Speech) == []
    assert script.all(Interrupted) == [Interrupted(1)]


def test_a_browser_that_says_no_more_is_taken_at_its_last_report() -> None:
    script = Script()
    long_answer(script)
    script.played(1, 0.5)
    script.model(interrupted=True)
    assert script.utterances() == script.utterances()[:1]
    script.wait(1.0)
    assert script.utterances()[-1].heard_samples == 12_000


def test_the_turn_that_was_cut_is_completed_once() -> None:
    script = Script()
    long_answer(script)
    script.model(interrupted=True)
    script.model(input_transcription="Stop.")
    script.model(turn_complete=True)
    script.model(output_transcription="All right.", speech=speech(0.1))
    script.model(turn_complete=True)
    script.close()
    assert [(each.text, each.turn) for each in script.utterances()][2:] == [("Stop.", 2), ("All right.", 2)]


def test_a_phantom_interruption_while_nothing_is_said_changes_nothing() -> None:
    script = Script()
    script.model(interrupted=True)
    assert script.all(Interrupted) == []
    assert script.tracker.turn == 1


def test_speech_that_waits_after_the_turn_is_complete_can_still_be_interrupted() -> None:
    script = Script()
    long_answer(script)
    script.model(generation_complete=True)
    script.model(turn_complete=True)
    script.played(1, 1)
    script.model(interrupted=True)
    script.played(1, 1.2)
    script.wait(1)
    reply = script.utterances()[-1]
    assert reply.interrupted
    assert reply.text[: reply.heard_chars] == "once upon "


def test_speech_in_the_same_message_as_an_interruption_is_the_next_turns() -> None:
    script = Script()
    long_answer(script)
    script.outputs.clear()
    script.model(interrupted=True, speech=speech(0.2))
    assert [frame.turn for frame in script.all(Speech)] == [2]


def test_a_report_that_was_on_its_way_at_the_interruption_is_not_taken_for_the_last() -> None:
    script = Script()
    long_answer(script)
    script.now += 1
    script.played(1, 1)
    script.model(interrupted=True)
    script.now += 0.05
    script.played(1, 1.1)
    script.now += 0.2
    script.played(1, 1.3)
    script.wait(1)
    assert script.utterances()[-1].heard_samples == round(1.3 * 24_000)


def test_silenced_by_hand_the_rest_of_the_answer_is_left_out() -> None:
    script = Script()
    long_answer(script)
    script.played(1, 1)
    script.interrupt()
    script.outputs.clear()
    script.model(output_transcription="was ", speech=speech(1))
    script.played(1, 1.1)
    script.wait(1)
    assert script.all(Speech) == []
    assert script.utterances()[-1].text == "once upon a time there "
    script.model(turn_complete=True)
    script.model(output_transcription="Yes?", speech=speech(0.1))
    assert [frame.turn for frame in script.all(Speech)] == [2]


def test_a_conversation_that_ends_in_mid_answer_records_what_was_heard() -> None:
    script = Script()
    long_answer(script)
    script.played(1, 1)
    script.played(1, 2.5)
    script.close()
    reply = script.utterances()[-1]
    assert reply.interrupted
    assert reply.text[: reply.heard_chars] == "once upon a "


def test_the_page_shows_the_person_speaking_until_their_words_come() -> None:
    script = Script()
    long_answer(script)
    script.outputs.clear()
    script.model(interrupted=True)
    script.model(turn_complete=True)
    script.model(input_transcription="Stop.")
    assert [each.agent for each in script.all(State)] == [Agent.USER_SPEAKING, Agent.THINKING]


def test_words_that_no_speech_had_come_for_were_not_heard() -> None:
    script = Script()
    script.model(output_transcription="Once upon a time")
    script.model(interrupted=True)
    script.wait(1)
    assert script.utterances()[-1].heard_chars == 0
