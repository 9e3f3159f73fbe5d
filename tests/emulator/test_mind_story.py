"""A long story can be interrupted, and is taken up where it was cut."""

from __future__ import annotations

import pytest

from chat.emulator.engines.hibari import HibariVoice
from chat.emulator.mind.story import CLOCKMAKER, LIGHTHOUSE
from tests.emulator.minds import ask, new_mind, sentences


@pytest.mark.parametrize("story", [LIGHTHOUSE, CLOCKMAKER])
def test_a_story_takes_more_than_a_minute_to_tell(story: tuple[str, ...]) -> None:
    voice = HibariVoice()
    assert sum(len(voice.speak(sentence, "")) for sentence in story) / 48_000 > 60


@pytest.mark.parametrize("said", ["Tell me a story.", "a story please", "Can you tell me a long story?"])
def test_it_tells_a_story(said: str) -> None:
    told = sentences(new_mind(), said)
    assert len(told) > 20
    assert len(told[0].split()) <= 6


def test_another_story_is_another() -> None:
    mind = new_mind()
    assert sentences(mind, "Tell me a story.")[2:] != sentences(mind, "Another one.")[2:]


@pytest.mark.parametrize(
    "go_on", ["Go on.", "Continue, please!", "Please go on", "What happened next?", "And then?"]
)
def test_go_on_starts_with_the_sentence_that_was_cut(go_on: str) -> None:
    mind = new_mind()
    told = sentences(mind, "Tell me a story.")
    mind.cut(" ".join(told[:6]) + " " + " ".join(told[6].split()[:3]))
    assert sentences(mind, go_on)[1:] == told[6:]


def test_cut_before_a_word_was_heard_it_is_told_from_the_start() -> None:
    mind = new_mind()
    told = sentences(mind, "Tell me a story.")
    mind.cut("")
    assert sentences(mind, "go on")[1:] == told


def test_a_story_is_taken_up_again_after_other_talk() -> None:
    mind = new_mind()
    told = sentences(mind, "Tell me a story.")
    mind.cut(" ".join(told[:4]))
    assert "go on" in ask(mind, "Stop!")
    ask(mind, "What time is it?")
    mind.cut("My")
    assert sentences(mind, "Continue.")[1:] == told[4:]


def test_it_can_be_cut_again_and_again() -> None:
    mind = new_mind()
    told = sentences(mind, "Tell me a story.")
    mind.cut(" ".join(told[:4]))
    rest = sentences(mind, "go on")
    mind.cut(" ".join(rest[:3]))
    assert sentences(mind, "go on")[1:] == rest[3:] == told[6:]


def test_after_the_end_there_is_nothing_to_go_on_with() -> None:
    mind = new_mind()
    ask(mind, "Tell me a story.")
    answer = ask(mind, "go on")
    assert len(answer.split()) < 20
    assert "story" in answer


def test_what_was_cut_is_remembered_as_far_as_it_was_said() -> None:
    mind = new_mind()
    ask(mind, "Tell me a story.")
    mind.cut("Here is a story. It's a long")
    assert ask(mind, "What did you say?") == 'I said: "Here is a story. It\'s a long"'
