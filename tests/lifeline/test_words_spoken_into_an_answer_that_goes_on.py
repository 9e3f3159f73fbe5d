"""Where an answer can't be interrupted, what is said into it is a question of its own, and asked next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chat.carryover import TAIL_S, Carryover
from chat.gemini.failures import failure_of_close
from chat.gemini.wire import Resumption, Said, ServerMessage
from chat.late_words import LATE_S
from chat.protocol.events import Agent, Caption, Role, State
from chat.transcript import Speaker, Utterance
from chat.turns import TurnTracker
from tests.lifeline.talk import Talk, talking
from tests.support.scripted_upstream import ScriptedModel, ScriptedUpstream

SECOND = bytes(32_000)
BEGUN = 100.0
LATER = BEGUN + 3 * LATE_S


def carryover(*, interruptible: bool = False) -> Carryover:
    """A question has been asked aloud, and its answer has begun."""
    carryover = Carryover()
    carryover.late.interruptible = interruptible
    carryover.received(ServerMessage(input_transcription="One?"), BEGUN)
    carryover.received(ServerMessage(output_transcription="It is"), BEGUN)
    return carryover


def told(carryover: Carryover) -> tuple[list[str], bool]:
    recall = carryover.recall()
    return [said.text for said in recall.said], recall.answer


def test_it_is_open_when_the_answer_is_complete() -> None:
    talk = carryover()
    talk.received(ServerMessage(input_transcription="And"), LATER)
    talk.received(ServerMessage(input_transcription=" two?"), LATER)
    talk.received(ServerMessage(output_transcription=" one."), LATER)
    talk.received(ServerMessage(generation_complete=True), LATER)
    talk.received(ServerMessage(turn_complete=True), LATER)
    assert talk.owes
    assert not talk.calm
    assert told(talk) == (["One?", "It is one.", "And two?"], True)


def test_it_follows_the_question_of_an_answer_that_is_cut_off() -> None:
    talk = carryover()
    talk.received(ServerMessage(input_transcription="And two?"), LATER)
    assert told(talk) == (["One?", "And two?"], True)


def test_it_is_open_too_where_its_words_come_just_after_the_turn() -> None:
    talk = carryover()
    talk.received(ServerMessage(turn_complete=True), LATER)
    talk.received(ServerMessage(input_transcription="And two?"), LATER + LATE_S / 2)
    assert told(talk) == (["One?", "It is", "And two?"], True)


def test_words_that_come_as_an_answer_begins_are_of_its_own_question() -> None:
    talk = carryover()
    for piece, after_s in ((" Or", 0.8), (" half", 1.6), (" of it?", 2.4)):
        talk.received(ServerMessage(input_transcription=piece), BEGUN + after_s * LATE_S)
    talk.received(ServerMessage(turn_complete=True), LATER)
    assert talk.calm
    assert told(talk) == (["One? Or half of it?", "It is"], False)


def test_so_are_all_where_whoever_speaks_ends_the_answer() -> None:
    talk = carryover(interruptible=True)
    talk.received(ServerMessage(input_transcription=" Or half of it?"), LATER)
    talk.received(ServerMessage(turn_complete=True), LATER)
    assert told(talk) == (["One? Or half of it?", "It is"], False)


def test_words_into_an_answer_to_nothing_known_are_of_its_question() -> None:
    talk = Carryover()
    talk.late.interruptible = False
    talk.received(ServerMessage(output_transcription="It is"), BEGUN)
    talk.received(ServerMessage(input_transcription="One?"), LATER)
    talk.received(ServerMessage(turn_complete=True), LATER)
    assert told(talk) == (["One?", "It is"], False)


@pytest.mark.parametrize(("interruptible", "kept_s"), [(True, TAIL_S), (False, 3)])
def test_the_beginning_of_what_is_said_into_it_is_kept(interruptible: bool, kept_s: float) -> None:
    talk = carryover(interruptible=interruptible)
    for _ in range(30):
        talk.sound.add(SECOND[: len(SECOND) // 10])
    talk.received(ServerMessage(turn_complete=True), LATER)
    assert sum(map(len, talk.recall().audio)) == kept_s * len(SECOND)


def test_it_stands_after_the_answer_in_a_turn_of_its_own() -> None:
    tracker = TurnTracker(started_at=datetime.now(UTC), now=BEGUN)
    tracker.late.interruptible = False
    outputs = tracker.receive(ServerMessage(input_transcription="One?"), BEGUN)
    outputs += tracker.receive(ServerMessage(output_transcription="It is"), BEGUN)
    outputs += tracker.receive(ServerMessage(input_transcription="Two?"), LATER)
    outputs += tracker.receive(ServerMessage(output_transcription=" one.", turn_complete=True), LATER)
    assert [each.agent for each in outputs if isinstance(each, State)][-1] is Agent.THINKING
    outputs += tracker.receive(ServerMessage(output_transcription="Two.", turn_complete=True), LATER)
    captions = [each for each in outputs if isinstance(each, Caption)]
    words = {(each.turn, each.sequence): "" for each in captions}
    for each in captions:
        words[each.turn, each.sequence] += each.text
    assert words == {(1, 1): "One?", (1, 2): "It is one.", (2, 3): "Two?", (2, 4): "Two."}


def test_it_is_stored_where_the_talk_ends_before_its_answer() -> None:
    tracker = TurnTracker(started_at=datetime.now(UTC), now=BEGUN)
    tracker.late.interruptible = False
    tracker.receive(ServerMessage(input_transcription="One?"), BEGUN)
    tracker.receive(ServerMessage(output_transcription="It is"), BEGUN)
    tracker.receive(ServerMessage(input_transcription="Two?"), LATER)
    stored = [each for each in tracker.close(LATER) if isinstance(each, Utterance)]
    assert {(each.turn, each.text) for each in stored} == {(1, "It is"), (2, "Two?")}


async def test_it_is_asked_on_the_next_connection() -> None:
    handle = ServerMessage(resumption=Resumption("handle 1", True))
    first, second = ScriptedUpstream([handle]), ScriptedUpstream()
    clock = Clock()
    async with talking(ScriptedModel(first, second), clock=clock.now) as talk:
        talk.session.adapt(push_to_talk=False, may_stay_silent=False, interruptible=False)
        first.say(ServerMessage(input_transcription="One?"))
        first.say(ServerMessage(output_transcription="It is"))
        await talk.expect(Caption, role=Role.MODEL, text="It is")
        clock.at += 2 * LATE_S
        first.say(ServerMessage(input_transcription="Two?"))
        first.say(ServerMessage(output_transcription=" one.", generation_complete=True))
        first.say(ServerMessage(turn_complete=True))
        first.say(failure_of_close(1006, ""))
        await second.was_sent("recall")
    said = (Said("user", "One?"), Said("model", "It is one."), Said("user", "Two?"))
    assert second.recalled == [(said, True)]
    assert asked(talk) == ["One?", "Two?"]


class Clock:
    def __init__(self) -> None:
        self.at = BEGUN

    def now(self) -> float:
        return self.at


def asked(talk: Talk) -> list[str]:
    return [each.text for each in talk.stored.values() if each.speaker is Speaker.USER]
