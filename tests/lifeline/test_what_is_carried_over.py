"""What the next connection is told, by the order of what went up and came down on the last one."""

from __future__ import annotations

import pytest

from chat.carryover import TAIL_S, Carryover, Recall
from chat.gemini.wire import FunctionCall, FunctionResponse, Resumption, Said, Scheduling, ServerMessage
from chat.late_words import LATE_S

SECOND = bytes(32_000)


class Talk:
    def __init__(self, *, may_stay_silent: bool = False) -> None:
        self.carryover = Carryover(may_stay_silent=may_stay_silent)
        self.now = 100.0

    def model(self, after_s: float = 5.0, **fields: object) -> str:
        self.now += after_s
        return self.carryover.received(ServerMessage(**fields), self.now)  # type: ignore[arg-type]

    def answered(self, words: str) -> None:
        self.model(output_transcription=words)
        self.model(generation_complete=True)
        self.model(turn_complete=True)

    def lost(self) -> Recall:
        recall = self.carryover.recall()
        if recall.said:
            self.carryover.was_recalled()
        return recall

    def told(self) -> list[str]:
        return [said.text for said in self.lost().said]


def test_a_handle_spares_what_came_before_it() -> None:
    talk = Talk()
    talk.carryover.asked("One?")
    talk.answered("Two.")
    talk.model(resumption=Resumption("h", True))
    talk.carryover.asked("Three?")
    talk.answered("Four.")
    assert talk.told() == ["Three?", "Four."]


def test_a_refused_handle_spares_nothing() -> None:
    talk = Talk()
    talk.carryover.asked("One?")
    talk.answered("Two.")
    talk.model(resumption=Resumption("h", True))
    talk.carryover.forget_handle()
    assert talk.told() == ["One?", "Two."]


def test_a_transcription_just_after_its_turn_is_no_new_question() -> None:
    talk = Talk()
    talk.answered("It is noon.")
    talk.model(input_transcription="What time is it?", after_s=LATE_S / 2)
    assert talk.carryover.calm
    assert not talk.lost().answer


def test_a_transcription_later_than_that_is_one() -> None:
    talk = Talk()
    talk.answered("It is noon.")
    talk.model(input_transcription="And now?", after_s=LATE_S * 2)
    assert talk.carryover.owes
    assert talk.lost().answer


def test_words_typed_into_an_answer_stay_open() -> None:
    talk = Talk()
    talk.carryover.asked("One?")
    talk.model(output_transcription="Well")
    talk.carryover.asked("Two?")
    talk.model(interrupted=True)
    talk.model(turn_complete=True)
    recall = talk.lost()
    assert [said.text for said in recall.said] == ["One?", "Well", "Two?"]
    assert recall.answer


def test_the_first_of_two_questions_without_an_answer_is_passed_over_by_the_second() -> None:
    talk = Talk()
    talk.carryover.asked("One?")
    talk.carryover.asked("Two?")
    talk.model(interrupted=True)
    assert talk.model(turn_complete=True) == ""
    talk.answered("To two.")
    assert talk.carryover.calm


def test_half_of_a_second_answer_is_not_taken_for_a_whole_one() -> None:
    talk = Talk()
    talk.carryover.asked("One?")
    talk.model(generation_complete=True)
    assert talk.model(turn_complete=True) == "One?"
    assert talk.carryover.ask_again()
    talk.model(output_transcription="Half an")
    recall = talk.lost()
    assert recall.given_up
    assert [said.text for said in recall.said] == ["One?"]


def test_a_new_question_is_asked_again_though_the_one_before_it_was() -> None:
    talk = Talk()
    talk.carryover.asked("One?")
    assert talk.lost().answer
    talk.carryover.asked("Two?")
    recall = talk.lost()
    assert recall.given_up
    assert recall.answer
    assert recall.said[-1] == Said("user", "Two?")


def test_a_recall_that_never_went_up_does_not_count() -> None:
    talk = Talk()
    talk.carryover.asked("One?")
    assert talk.carryover.recall().answer
    assert talk.carryover.recall().answer


def test_a_silenced_answer_is_not_given_again() -> None:
    talk = Talk()
    talk.carryover.asked("A story.")
    talk.model(output_transcription="Once upon")
    talk.carryover.silenced()
    assert not talk.lost().answer


def test_a_function_that_goes_on_is_not_called_a_second_time() -> None:
    talk = Talk()
    talk.carryover.asked("Set a timer.")
    talk.model(calls=(FunctionCall("1", "set_timer", {}),))
    talk.carryover.goes_on()
    assert not talk.lost().answer


def test_nothing_is_owed_while_a_function_runs_between_two_parts_of_an_answer() -> None:
    talk = Talk()
    talk.carryover.asked("Set a timer.")
    talk.model(output_transcription="One moment.", calls=(FunctionCall("1", "set_timer", {}),))
    talk.model(turn_complete=True, interaction="IN_PROGRESS")
    assert not talk.carryover.owes
    assert talk.carryover.calm
    talk.model(output_transcription="Time is up.")
    assert talk.carryover.owes


@pytest.mark.parametrize(("scheduling", "loud"), [(Scheduling.INTERRUPT, True), (Scheduling.SILENT, False)])
def test_a_result_of_which_no_turn_told_is_told_again(scheduling: Scheduling, loud: bool) -> None:
    talk = Talk()
    talk.carryover.responded(FunctionResponse("1", "set_timer", {"result": "done"}, scheduling))
    recall = talk.lost()
    assert "done" in recall.said[-1].text
    assert recall.answer is loud
    talk.answered("The time is up.")
    assert "done" not in "".join(talk.told())


def test_a_result_that_was_waited_for_is_not() -> None:
    """Its question is asked again, and the function called again."""
    talk = Talk()
    talk.carryover.responded(FunctionResponse("1", "get_time", {"result": "noon"}))
    assert talk.told() == []


def test_what_was_spoken_perhaps_to_somebody_else_is_not_asked_again() -> None:
    talk = Talk(may_stay_silent=True)
    talk.model(input_transcription="Darling, have you fed the cat?")
    assert not talk.carryover.owes
    assert talk.model(turn_complete=True) == ""
    assert talk.carryover.calm


def test_what_was_typed_was_meant_for_the_model() -> None:
    talk = Talk(may_stay_silent=True)
    talk.carryover.asked("Why?")
    assert talk.carryover.owes
    assert talk.model(turn_complete=True) == "Why?"


def test_the_beginning_of_what_interrupts_is_kept() -> None:
    talk = Talk()
    talk.carryover.asked("A story.")
    talk.model(output_transcription="Once upon")
    for _ in range(3):
        talk.carryover.sound.add(SECOND)
    talk.model(interrupted=True)
    talk.model(turn_complete=True)
    assert len(talk.lost().audio) == 3


def test_of_the_sound_of_a_finished_turn_its_tail_is_kept() -> None:
    talk = Talk()
    talk.carryover.asked("One?")
    talk.model(output_transcription="Two.")
    for _ in range(30):
        talk.carryover.sound.add(SECOND[: len(SECOND) // 10])
    talk.model(turn_complete=True)
    assert sum(map(len, talk.lost().audio)) == TAIL_S * len(SECOND)


def test_the_picture_that_a_question_speaks_of_goes_before_it() -> None:
    talk = Talk()
    talk.carryover.picture = b"jpeg"
    talk.carryover.asked("What is this?")
    assert talk.lost().picture == b"jpeg"
    talk.answered("A cat.")
    talk.carryover.asked("Sure?")
    assert talk.lost().picture is None
