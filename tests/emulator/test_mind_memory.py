"""What was said before, names, favourites and notes."""

from __future__ import annotations

import pytest

from chat.emulator.mind.history import LONGEST, MOST_TURNS, PERSON, History
from tests.emulator.minds import ask, new_mind, sentences


@pytest.mark.parametrize(
    "said", ["What did I say before?", "what did i just say", "What did I say?", "Repeat what I said."]
)
def test_it_tells_what_the_person_said_before(said: str) -> None:
    mind = new_mind()
    ask(mind, "I like the sea.")
    ask(mind, "The sky is falling.")
    assert "The sky is falling." in ask(mind, said)


def test_it_tells_what_was_said_first() -> None:
    mind = new_mind()
    ask(mind, "I like the sea.")
    ask(mind, "The sky is falling.")
    assert "I like the sea." in ask(mind, "What did I say first?")


def test_with_nothing_said_before_it_says_so() -> None:
    assert "first sentence" in ask(new_mind(), "What did I say before?")


@pytest.mark.parametrize(
    "said", ["Repeat that.", "Say that again, please.", "Pardon?", "What?", "Sorry, can you repeat that?"]
)
def test_it_says_its_last_words_again(said: str) -> None:
    mind = new_mind()
    answer = ask(mind, "Tell me a joke.")
    assert answer in ask(mind, said)
    assert answer in ask(mind, said)


@pytest.mark.parametrize(
    "said", ["My name is Ann.", "Call me Ann", "Hi, my name is Ann!", "my name's ann", "Hi, I'm Ann."]
)
def test_it_remembers_a_name(said: str) -> None:
    mind = new_mind()
    assert "Ann" in ask(mind, said)
    ask(mind, "What time is it?")
    assert sentences(mind, "What's my name?")[0] == "You are Ann."


@pytest.mark.parametrize("said", ["I am tired.", "I'm German.", "my name is not important", "I'm here"])
def test_not_every_word_is_a_name(said: str) -> None:
    mind = new_mind()
    ask(mind, said)
    assert "haven't told" in ask(mind, "What is my name?")


def test_without_a_name_it_says_that_none_was_told() -> None:
    assert "haven't told" in ask(new_mind(), "What is my name?")


def test_it_remembers_favourites_in_either_spelling() -> None:
    mind = new_mind()
    ask(mind, "My favorite color is dark green.")
    assert "dark green" in ask(mind, "What's my favourite colour?")
    assert "haven't told" in ask(mind, "What is my favourite animal?")


def test_it_keeps_what_it_was_asked_to_remember() -> None:
    mind = new_mind()
    assert "Nothing yet" in ask(mind, "What do you remember?")
    ask(mind, "Remember that the keys are under the mat.")
    assert "the keys are under the mat" in ask(mind, "What did I ask you to remember?")


def test_it_keeps_what_people_tell_of_themselves() -> None:
    mind = new_mind()
    ask(mind, "I live in Berlin.")
    assert "I live in Berlin" in ask(mind, "What do you know about me?")


def test_history_given_by_the_client_counts_as_said() -> None:
    mind = new_mind()
    mind.seed("user", "Hello, my name is Ann.")
    mind.seed("model", "Nice to meet you, Ann.")
    assert "Hello, my name is Ann." in ask(mind, "What did I say before?")
    assert "Ann" in ask(mind, "What is my name?")


def test_seeded_words_of_its_own_can_be_repeated() -> None:
    mind = new_mind()
    mind.seed("model", "The keys are under the mat.")
    assert "The keys are under the mat." in ask(mind, "What did you say?")


def test_history_is_bounded() -> None:
    history = History()
    for number in range(3 * MOST_TURNS):
        history.add(PERSON, f"{number} " + "x" * 2 * LONGEST)
    assert len(history.turns) == MOST_TURNS
    assert max(len(turn.text) for turn in history.turns) == LONGEST
    assert history.first.startswith("0 ")


@pytest.mark.parametrize(
    ("said", "echoed"),
    [
        ("Say hello world.", "Hello world."),
        ("Repeat after me: the quick brown fox", "The quick brown fox."),
        ("Can you say supercalifragilistic?", "Supercalifragilistic?"),
    ],
)
def test_it_says_what_it_is_told_to_say(said: str, echoed: str) -> None:
    assert ask(new_mind(), said) == echoed
