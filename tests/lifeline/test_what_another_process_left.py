"""A talk that another process began: what its model has to be told, by the handle and the utterances left."""

from __future__ import annotations

from typing import Any

from chat.carryover import Carryover
from chat.past import Past
from chat.transcript import Speaker, Utterance
from tests.turns.script import STARTED_AT


def said(sequence: int, turn: int, speaker: Speaker, text: str) -> Utterance:
    return Utterance(sequence, turn, speaker, text, STARTED_AT, STARTED_AT)


ASKED = said(1, 1, Speaker.USER, "One?")
ANSWERED = said(2, 1, Speaker.MODEL, "Two.")
ASKED_AGAIN = said(3, 2, Speaker.USER, "Three?")
BEGUN = said(4, 2, Speaker.MODEL, "Fo")


def told(*utterances: Utterance, **left: Any) -> tuple[list[str], bool]:
    recall = Carryover.of(Past(turn=2, sequence=9, utterances=utterances, **left)).recall()
    return [each.text for each in recall.said], recall.answer


def test_without_a_handle_everything_is_told() -> None:
    assert told(ASKED, ANSWERED) == (["One?", "Two."], False)


def test_what_the_handle_knows_is_not() -> None:
    assert told(ASKED, ANSWERED, handle="h", known=2) == ([], False)


def test_a_question_without_an_answer_is_asked_again() -> None:
    assert told(ASKED, ANSWERED, ASKED_AGAIN, handle="h", known=2) == (["Three?"], True)


def test_so_is_one_that_the_handle_knows_of() -> None:
    assert told(ASKED, ANSWERED, ASKED_AGAIN, handle="h", known=3) == (["Three?"], True)


def test_of_an_answer_that_was_cut_off_nothing_is_told() -> None:
    left = {"handle": "h", "known": 2, "answering": 4}
    assert told(ASKED, ANSWERED, ASKED_AGAIN, BEGUN, **left) == (["Three?"], True)


def test_an_answer_that_had_come_completely_is_not_asked_for_again() -> None:
    assert told(ASKED, ANSWERED, ASKED_AGAIN, BEGUN, handle="h", known=2) == (["Three?", "Fo"], False)


def test_words_spoken_into_a_cut_answer_are_answered_with_its_question() -> None:
    left = {"handle": "h", "known": 2, "answering": 4}
    after = said(5, 3, Speaker.USER, "And five?")
    assert told(ASKED, ANSWERED, ASKED_AGAIN, BEGUN, after, **left) == (["Three?", "And five?"], True)


def test_what_functions_came_to_is_no_question() -> None:
    call = said(3, 1, Speaker.TOOL, "time() → noon")
    assert told(ASKED, ANSWERED, call, handle="h", known=2) == ([], False)
