"""The time and the date, by the clock that it was given."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.emulator.minds import ask, new_mind, sentences


@pytest.mark.parametrize(
    "said",
    ["What time is it?", "what's the time", "Whats the time please?", "Can you tell me the time?", "Time?",
     "Do you have the time?", "Hey, what time is it now?"],
)  # fmt: skip
def test_the_time_is_told(said: str) -> None:
    assert "3:42 pm" in sentences(new_mind(), said)[0]


@pytest.mark.parametrize(
    ("hour", "told"), [(0, "12:05 am"), (9, "9:05 am"), (12, "12:05 pm"), (23, "11:05 pm")]
)
def test_midnight_and_noon_are_twelve(hour: int, told: str) -> None:
    mind = new_mind(now=datetime(2026, 11, 22, hour, 5, tzinfo=UTC))
    assert told in ask(mind, "What time is it?")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("What day is it?", "Sunday, November 22, 2026"),
        ("What's today's date?", "Sunday, November 22, 2026"),
        ("What day is tomorrow?", "Monday, November 23, 2026"),
        ("What was the date yesterday?", "Saturday, November 21, 2026"),
        ("What year is it?", "2026"),
        ("What month is it?", "November"),
        ("How many days until Christmas?", "33 days to Christmas"),
        ("How long until midnight?", "8 hours and 18 minutes"),
        ("When is the weekend?", "It is the weekend now"),
        ("What time is it in Tokyo?", "In Tokyo it is 12:42 am, on Monday"),
        ("What time is it in New York?", "In New York it is 10:42 am"),
        ("What is the time in Atlantis?", "I don't know that place"),
    ],
)
def test_dates_spans_and_cities(said: str, told: str) -> None:
    assert told in ask(new_mind(), said)


def test_asked_twice_it_tells_the_time_in_other_words() -> None:
    mind = new_mind()
    assert ask(mind, "What time is it?") != ask(mind, "What time is it?")
