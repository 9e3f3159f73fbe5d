"""The guessing game both ways, the quiz, and knock, knock."""

from __future__ import annotations

import re

import pytest

from chat.emulator.mind import Mind
from chat.emulator.mind.questions import QUESTIONS, Question
from tests.emulator.minds import ask, new_mind, sentences

UP = ("Higher.", "More than that.", "Too low.", "Go up.")
DOWN = ("Lower.", "Less than that.", "Too high.", "Go down.")


def play(mind: Mind, guess: str = "{}") -> tuple[int, str]:
    """Halves until the number is found; the tries it took, and the last answer."""
    low, high = 1, 100
    for tries in range(1, 9):
        middle = (low + high) // 2
        answer = sentences(mind, guess.format(middle))
        if answer[0] in UP:
            low = middle + 1
        elif answer[0] in DOWN:
            high = middle - 1
        else:
            return tries, " ".join(answer)
    raise AssertionError("seven halvings find any number from 1 to 100")


@pytest.mark.parametrize(
    "start", ["Play a game", "Let's play a guessing game!", "the guessing game", "Think of a number."]
)
@pytest.mark.parametrize("guess", ["{}", "Is it {}?", "I guess it's {}."])
def test_its_number_is_found_by_halving(start: str, guess: str) -> None:
    mind = new_mind(seed=len(start))
    assert "from 1 to 100" in ask(mind, start)
    tries, last = play(mind, guess)
    assert "you have it" in last
    assert re.search(rf"in {tries} tries|first try", last)


def test_guesses_are_understood_as_words() -> None:
    mind = new_mind()
    ask(mind, "guessing game")
    assert sentences(mind, "Fifty.")[0] in (*UP, *DOWN)
    assert sentences(mind, "for")[0] in (*UP, *DOWN)
    assert "outside" in ask(mind, "a hundred and one")


def test_giving_up_reveals_the_number() -> None:
    mind = new_mind()
    ask(mind, "play a game")
    assert re.match(r"It was \d+\.", ask(mind, "I give up"))


def test_a_hint_is_true() -> None:
    mind = new_mind()
    ask(mind, "play a game")
    hint = ask(mind, "Give me a hint")
    number = re.findall(r"\d+", ask(mind, "I give up"))[0]
    assert ("even" in hint) is (int(number) % 2 == 0)
    assert str(sum(map(int, number))) in hint


@pytest.mark.parametrize("mine", [1, 37, 50, 68, 100])
def test_it_finds_the_persons_number_in_seven_guesses(mine: int) -> None:
    mind = new_mind()
    answer = ask(mind, "I'm thinking of a number.")
    for _ in range(8):
        guess = int(re.findall(r"\d+", answer)[-1])
        if guess == mine:
            assert "Found it" in ask(mind, "Yes, that's it!")
            return
        answer = ask(mind, "Higher." if guess < mine else "It's lower.")
    raise AssertionError("not found")


def test_answers_that_contradict_are_noticed() -> None:
    mind = new_mind()
    ask(mind, "guess my number")
    for _ in range(6):
        answer = ask(mind, "lower")
    assert "can't be" in answer


def test_another_question_within_a_game_is_answered_and_the_game_goes_on() -> None:
    mind = new_mind()
    ask(mind, "play a game")
    answer = ask(mind, "What time is it?")
    assert "3:42 pm" in answer
    assert "guess" in answer
    assert sentences(mind, "50")[0] in (*UP, *DOWN, "Yes, you have it!")


def asked(answer: str) -> Question:
    return next(question for question in QUESTIONS if question.asked in answer)


@pytest.mark.parametrize("shape", ["{}", "I think it's {}.", "Is it {}?", "{}!"])
def test_a_perfect_round_of_the_quiz(shape: str) -> None:
    mind = new_mind(seed=len(shape))
    answer = ask(mind, "Let's do a quiz")
    for _ in range(5):
        answer = ask(mind, shape.format(asked(answer).answers[0]))
    assert "5 of 5" in answer


def test_each_answer_that_is_taken_for_right_is_right_as_it_is_told() -> None:
    assert len(QUESTIONS) >= 20
    for question in QUESTIONS:
        for answer in question.answers:
            mind = new_mind()
            reply = ask(mind, "quiz")
            while question.asked not in reply:
                reply = ask(mind, "pass") if asked_any(reply) else ask(mind, "quiz")
            verdict = ask(mind, answer)
            assert question.remark in verdict, answer
            assert "You had 1 of 5" in verdict or "1 so far" in ask(mind, "score"), answer


def asked_any(reply: str) -> bool:
    return any(question.asked in reply for question in QUESTIONS)


def test_a_slip_of_recognition_is_forgiven() -> None:
    mind = new_mind()
    reply = ask(mind, "quiz")
    while "Mona Lisa" not in reply:
        reply = ask(mind, "I don't know") if asked_any(reply) else ask(mind, "quiz")
    ask(mind, "leonado")
    assert "1 so far" in ask(mind, "What's the score?") or "1 of 5" in ask(mind, "stop")


def test_wrong_answers_passes_and_stops_are_answered() -> None:
    mind = new_mind()
    first = asked(ask(mind, "Quiz me. A quiz!"))
    wrong = ask(mind, "a purple elephant")
    assert first.answers[0] in wrong
    second = asked(wrong)
    assert second is not first
    assert second.asked in ask(mind, "Could you repeat the question?")
    assert second.answers[0] in ask(mind, "I don't know.")
    assert "0 of 2" in ask(mind, "stop")


def test_a_question_asked_back_is_not_taken_for_an_answer() -> None:
    mind = new_mind()
    question = asked(ask(mind, "quiz"))
    assert question.asked in ask(mind, "Why is the sky blue?")
    assert "0 so far" in ask(mind, "score")
    assert question.answers[0] in ask(mind, "pass")


def test_no_question_comes_twice_before_all_have_been_asked() -> None:
    mind = new_mind()
    seen: list[str] = []
    reply = ask(mind, "quiz")
    while len(seen) < len(QUESTIONS):
        if not asked_any(reply):
            reply = ask(mind, "quiz")
        seen.append(asked(reply).asked)
        reply = ask(mind, "pass")
    assert len(set(seen)) == len(QUESTIONS)


def test_a_story_ends_the_quiz() -> None:
    mind = new_mind()
    ask(mind, "quiz")
    ask(mind, "tell me a story")
    assert "quiz" not in ask(mind, "What time is it?").lower()


def test_knock_knock() -> None:
    mind = new_mind()
    assert ask(mind, "Knock, knock!") == "Who's there?"
    assert ask(mind, "Lettuce.") == "Lettuce who?"
    assert ask(mind, "Lettuce in, it's cold out here!")
    assert "who?" not in ask(mind, "Lettuce.")
