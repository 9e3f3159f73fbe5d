"""A spoken question and its answer, from the model's messages to captions, speech and the record."""

from __future__ import annotations

from datetime import timedelta

from chat.gemini.wire import Tokens
from chat.protocol.events import Agent, Caption, Role, State, Turn
from chat.protocol.frames import Speech
from chat.transcript import Speaker
from chat.usage import TurnTokens
from tests.turns.script import STARTED_AT, Script, speech


def answered(script: Script) -> None:
    script.model(input_transcription="What time is it?")
    script.model(output_transcription="It is ", speech=speech(0.5))
    script.model(output_transcription="noon.", speech=speech(0.5))
    script.model(generation_complete=True)
    script.now += 1
    script.played(1, 1.0)
    script.model(turn_complete=True, tokens=Tokens(10, 25, 35))


def test_both_sides_are_recorded_in_order() -> None:
    script = Script()
    answered(script)
    person, model = script.utterances()
    assert (person.sequence, person.speaker, person.text) == (1, Speaker.USER, "What time is it?")
    assert (model.sequence, model.speaker, model.text) == (2, Speaker.MODEL, "It is noon.")
    assert person.turn == model.turn == 1
    assert model.ended_at == STARTED_AT + timedelta(seconds=1)


def test_a_reply_that_was_played_whole_was_heard_whole() -> None:
    script = Script()
    answered(script)
    model = script.utterances()[-1]
    assert model.heard_chars == len(model.text)
    assert model.heard_samples == model.total_samples == 24_000
    assert not model.interrupted


def test_captions_carry_the_sample_they_belong_to() -> None:
    script = Script()
    answered(script)
    captions = [
        (each.text, each.at_sample, each.final) for each in script.all(Caption) if each.role is Role.MODEL
    ]
    assert captions == [("It is ", 0, False), ("noon.", 12_000, False), ("", 24_000, True)]


def test_speech_is_numbered_from_its_turn_and_ends_with_an_empty_frame() -> None:
    script = Script()
    answered(script)
    frames = script.all(Speech)
    assert [(each.turn, each.offset, each.first, each.last) for each in frames] == [
        (1, 0, True, False),
        (1, 12_000, False, False),
        (1, 24_000, False, True),
    ]
    assert frames[-1].pcm == b""


def test_the_page_is_told_who_is_at_it() -> None:
    script = Script()
    answered(script)
    assert [each.agent for each in script.all(State)] == [Agent.THINKING, Agent.SPEAKING, Agent.LISTENING]
    assert script.all(Turn) == [Turn(1, complete=False), Turn(1, complete=True)]
    assert script.all(TurnTokens) == [TurnTokens(1, Tokens(10, 25, 35))]


def test_the_next_turn_has_the_next_number() -> None:
    script = Script()
    answered(script)
    script.model(input_transcription="And now?")
    script.model(speech=speech(0.1))
    script.close()
    assert [(each.sequence, each.turn) for each in script.utterances()] == [(1, 1), (2, 1), (3, 2), (4, 2)]


def test_a_transcription_that_comes_late_keeps_its_place_before_the_reply() -> None:
    script = Script()
    script.model(output_transcription="Hello.", speech=speech(0.1))
    script.model(input_transcription="Hi ")
    script.model(input_transcription="there")
    script.close()
    assert [(each.sequence, each.text, each.turn) for each in script.utterances()] == [
        (1, "Hi there", 1),
        (2, "Hello.", 1),
    ]


def test_nothing_is_recorded_for_a_person_who_said_nothing() -> None:
    script = Script()
    script.model(output_transcription="Welcome.", speech=speech(0.1))
    script.close()
    assert [each.text for each in script.utterances()] == ["Welcome."]


def test_typed_words_are_an_utterance_at_once() -> None:
    script = Script()
    script.typed("two plus two")
    [said] = script.utterances()
    assert (said.text, said.typed, said.sequence, said.heard_chars) == ("two plus two", True, 1, 12)
    assert script.all(Caption) == [Caption(Role.USER, 1, 1, "two plus two", final=True)]


def test_words_typed_into_an_answer_belong_to_the_next_turn() -> None:
    script = Script()
    script.model(speech=speech(1))
    script.typed("stop")
    script.model(interrupted=True)
    script.model(turn_complete=True)
    script.model(output_transcription="Stopped.", speech=speech(0.1))
    script.close()
    assert [(each.text, each.turn) for each in script.utterances() if each.text] == [
        ("stop", 2),
        ("Stopped.", 2),
    ]


def test_an_empty_turn_without_input_changes_nothing() -> None:
    script = Script()
    assert script.model(turn_complete=True) == []
    assert script.model() == []
    assert script.tracker.turn == 1


def test_text_asked_of_a_speaking_model_sends_its_words_and_no_speech() -> None:
    script = Script(speech_wanted=False)
    answered(script)
    assert not any(frame.pcm for frame in script.all(Speech))
    model = script.utterances()[-1]
    assert (model.text, model.heard_chars) == ("It is noon.", 11)


def test_text_parts_are_captions_too() -> None:
    script = Script(speech_wanted=False)
    script.typed("hi")
    script.model(text="Hello ")
    script.model(text="you.", turn_complete=True)
    assert script.utterances()[-1].text == "Hello you."
