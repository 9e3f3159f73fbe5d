"""What the Mind can be asked for is understood when it is spoken and heard, and so are its answers."""

from __future__ import annotations

import pytest

from chat.emulator.engines.hibari import HibariVoice
from chat.emulator.engines.moonshine import MoonshineHearing
from tests.emulator.minds import ask, jpeg, new_mind
from tests.emulator.test_speaking import for_hearing


@pytest.fixture(scope="module")
def voice() -> HibariVoice:
    return HibariVoice()


@pytest.fixture(scope="module")
def hearing() -> MoonshineHearing:
    return MoonshineHearing()


@pytest.mark.parametrize(
    ("spoken", "held"),
    [
        ("Hello there.", "emulator"),
        ("What time is it?", "3:42 pm"),
        ("What day is it today?", "Sunday"),
        ("What is twelve times seven plus three?", "87"),
        ("What's the square root of eighty one?", "9."),
        ("How much is fifteen percent of two hundred?", "30."),
        ("What do you see?", "red"),
        ("What colour is this?", "red"),
        ("How bright is the picture?", "percent"),
        ("Tell me a joke.", "."),
        ("Tell me a story.", "It's a long one"),
        ("Let's play a guessing game.", "from 1 to 100"),
        ("I am thinking of a number.", "50"),
        ("Ask me a quiz.", "5 questions"),
        ("Flip a coin.", "s."),
        ("My name is Peter.", "Peter"),
        ("What did I say before?", "first sentence"),
        ("Are you Gemini?", "not Gemini"),
        ("What can you do?", "sums"),
        ("How do I use a real key?", "GEMINI_API_KEY"),
        ("Say good evening.", "Good evening."),
        ("Goodbye.", "ye"),
    ],
)
def test_a_request_said_aloud_is_understood(
    voice: HibariVoice, hearing: MoonshineHearing, spoken: str, held: str
) -> None:
    heard = for_hearing(voice, hearing, spoken)
    answer = ask(new_mind(), heard, jpeg((200, 30, 30)))
    assert held in answer, heard
    assert "I heard" not in answer
    assert "You said" not in answer


def test_numbers_said_aloud_are_guesses(voice: HibariVoice, hearing: MoonshineHearing) -> None:
    mind = new_mind()
    ask(mind, "play a game")
    for number in ("Fifty.", "Twenty five.", "Is it eighty three?", "My guess is ninety."):
        assert "next guess" not in ask(mind, for_hearing(voice, hearing, number))
