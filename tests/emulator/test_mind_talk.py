"""A newcomer's first minutes: honest about itself, never at a loss, and not the same words twice."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.emulator.mind.jokes import JOKES
from tests.emulator.minds import ask, jpeg, new_mind, sentences
from tests.support.recordings import librivox

REQUESTS = (
    "Hello", "How are you?", "Who are you?", "What can you do?", "What time is it?", "What day is it?",
    "What is 3 times 4?", "What do you see?", "Tell me a joke", "Tell me a story", "Flip a coin",
    "Roll two dice", "Play a game", "Quiz", "Are you Gemini?", "How do I use a real key?",
    "Where is my transcript?", "What is livechat?", "Speak slower", "Turn on the camera",
    "Do you speak French?", "Sing a song", "What's the weather like?", "Thank you", "Goodbye",
    "I am sad", "You are stupid", "Who is the king of Spain?", "What is the capital of Peru?",
    "The cat sat on the mat.", "Rock", "Tea or coffee", "Remember that I am late",
)  # fmt: skip


@pytest.mark.parametrize("said", ["Hello", "Hi there!", "Good morning.", "hey", "Hello, livechat!"])
def test_the_greeting_says_what_it_is_and_what_it_can_do(said: str) -> None:
    greeting = ask(new_mind(), said)
    assert greeting.startswith("Good afternoon!")
    assert "emulator" in greeting
    assert "stands in for Gemini" in greeting
    assert "sums" in greeting


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("Are you Gemini?", "not Gemini"),
        ("Are you human?", "program"),
        ("Who are you?", "emulator"),
        ("What can you do?", "sums"),
        ("Help!", "sums"),
        ("How do I use a real key?", "GEMINI_API_KEY"),
        ("How can I talk to the real Gemini?", "GEMINI_API_KEY"),
        ("Where is the transcript?", "under admin"),
        ("Is this being recorded?", "kept"),
        ("What is livechat?", "talk with Gemini"),
        ("Can you speak slower?", "can't"),
        ("Could you talk a bit louder please?", "can't"),
        ("How do I turn on the camera?", "button"),
        ("Do you speak German?", "English only"),
        ("How do I interrupt you?", "start talking"),
        ("How do I stop you?", "start talking"),
        ("How do I end the talk?", "stop button"),
        ("How can I stop?", "stop button"),
        ("Can you hear me?", "hear you"),
        ("What's the weather like?", "window"),
        ("Set a timer for ten minutes", "can't set timers"),
        ("Play some music", "no music"),
        ("How do you spell banana?", "B, A, N, A, N, A"),
        ("How many letters are in banana?", "6 letters"),
        ("Say banana backwards", "ananab"),
        ("Count to five", "1, 2, 3, 4, 5"),
        ("Count down from three", "3, 2, 1"),
        ("Count to a million", "too long"),
        ("Thanks!", ""),
        ("Thank you very much, that was great.", ""),
        ("Bye!", "ye"),
        ("Say goodbye.", "ye"),
    ],
)
def test_it_answers_to_the_point(said: str, held: str) -> None:
    answer = ask(new_mind(), said)
    assert held.lower() in answer.lower()
    assert "I heard" not in answer


@pytest.mark.parametrize(
    "said",
    ["Okay.", "Hmm.", "I see.", "I don't know.", "I'm hungry.", "Whatever you like.", "What do you mean?"],
)
def test_small_remarks_are_not_quoted_back(said: str) -> None:
    for seed in range(4):
        answer = ask(new_mind(seed=seed), said)
        assert said.strip(".?") not in answer


def test_a_coin_has_two_sides_and_dice_have_six() -> None:
    mind = new_mind()
    coins = {sentences(mind, "Flip a coin")[-1] for _ in range(40)}
    assert coins == {"Heads.", "Tails."}
    dice = {sentences(mind, "roll a dice")[-1] for _ in range(100)}
    assert dice == {f"A {eyes}." for eyes in range(1, 7)}


def test_there_are_twenty_jokes_and_none_comes_twice_before_all_were_told() -> None:
    mind = new_mind()
    assert len(JOKES) >= 20
    told = [
        sentences(mind, "Tell me a joke" if not number else "another one")[-1] for number in range(len(JOKES))
    ]
    assert len(set(told)) == len(JOKES)


@pytest.mark.parametrize("said", ["Yes.", "Sure!", "yes please", "Okay", "Why not?"])
def test_yes_takes_up_what_was_offered(said: str) -> None:
    mind = new_mind()
    assert ask(mind, "Hello").endswith("guessing game?")
    assert "from 1 to 100" in ask(mind, said)


def test_no_declines_it() -> None:
    mind = new_mind()
    ask(mind, "Hello")
    assert "from 1 to 100" not in ask(mind, "No, thanks.")


def test_yes_to_nothing_is_noticed() -> None:
    assert "?" in ask(new_mind(), "Yes.")


@pytest.mark.parametrize("number", range(5))
def test_a_sentence_from_a_novel_gets_an_honest_answer_that_quotes_a_few_words(number: int) -> None:
    sentence = librivox()[number].words.capitalize() + "."
    answer = sentences(new_mind(seed=number), sentence)
    assert " ".join(sentence.split()[:3]) in answer[0]
    assert len(answer[0].split()) <= 9
    assert answer[-1].endswith("?")


def test_what_was_not_understood_is_asked_for_again_each_time_in_other_words() -> None:
    mind = new_mind()
    answers = [ask(mind, "") for _ in range(4)]
    assert all(one != other for one, other in zip(answers, answers[1:], strict=False))


def test_it_takes_on_a_name_from_the_system_instruction() -> None:
    assert "Bertha" in ask(
        new_mind("You are a helpful voice assistant. Your name is Bertha."), "Who are you?"
    )
    assert "I go by" not in ask(new_mind("You are a helpful assistant."), "Who are you?")


@pytest.mark.parametrize("said", REQUESTS)
def test_the_first_sentence_is_short(said: str) -> None:
    for seed in range(5):
        assert len(sentences(new_mind(seed=seed), said, jpeg((200, 30, 30)))[0].split()) <= 11


@pytest.mark.parametrize("said", REQUESTS)
def test_no_sentence_comes_twice_in_a_row(said: str) -> None:
    mind = new_mind()
    told: list[str] = []
    for _ in range(6):
        answer = sentences(mind, said, jpeg((200, 30, 30)))
        assert not told or answer[0] != told[0]
        told = answer
        assert all(one != other for one, other in zip(told, told[1:], strict=False))


def test_typed_words_are_read_and_not_heard() -> None:
    answers = " ".join(ask(new_mind(seed=seed), "The cat sat.", spoken=False) for seed in range(6))
    assert "heard" not in answers


@given(st.lists(st.text(max_size=80) | st.sampled_from(REQUESTS), min_size=1, max_size=6), st.booleans())
@settings(max_examples=150, deadline=1_000)
def test_whatever_is_said_there_is_an_answer(said: list[str], spoken: bool) -> None:
    mind = new_mind()
    for text in said:
        answer = sentences(mind, text, None, spoken)
        assert answer
        assert all(sentence.strip() for sentence in answer)
        mind.cut(answer[0])


@pytest.mark.parametrize(
    "said", ["do it " * 400, "please could you " * 200, "ha " * 900, "x" * 100_000, "a or " * 500]
)
def test_a_flood_of_words_is_answered_in_a_moment(said: str) -> None:
    mind = new_mind()
    ask(mind, "Hello")
    started = time.perf_counter()
    assert len(ask(mind, said)) < 400
    assert time.perf_counter() - started < 0.5
