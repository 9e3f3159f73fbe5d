"""What livechat's own functions say."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from chat.people.owners import Owner
from chat.tools import Caller, Client, ToolError
from chat.tools.shipped.calculator import calculate
from chat.tools.shipped.clock import get_time
from chat.tools.shipped.past import search_conversations
from chat.tools.shipped.timer import in_words, set_timer
from chat.tools.shipped.units import convert_units
from chat.transcript import Speaker
from tests.records.rows import talk


def caller(owner: Owner = Owner(), time_zone: str = "") -> Caller:  # noqa: B008 - frozen
    return Caller(uuid4(), owner, Client(time_zone=time_zone))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("12 * 7", "84"),
        ("0.1 + 0.2", "0.3"),
        ("1/3", "about 0.333333333333"),
        ("2^10", "1024"),
        ("sqrt(16) + sqrt(2)", "5.41421356237"),
        ("-3**2", "-9"),
        ("round(2.567, 2)", "2.57"),
        ("15 / 100 * 80", "12"),
        ("7 × 8 ÷ 2", "28"),
        ("factorial(400)", "about 6.40345228466e+868"),
        ("(-1)**99999999", "-1"),
    ],
)
def test_sums(expression: str, value: str) -> None:
    assert calculate(expression).endswith(f"= {value}")


@pytest.mark.parametrize(
    "expression",
    [
        "1 / 0", "9**9**9", "10**-99999", "factorial(10**6)", "exp(1000)", "1e999", "2 2", "",
        "(" * 300 + "1", "x", "'a' * 9", "[1] * 9", "True + 1", "(-8)**(1/3)", "__import__('os').getcwd()",
        "().__class__", "abs(key=1)", "lambda: 1", "1 if 1 else 2", "9" * 501,
    ],
)  # fmt: skip
def test_what_is_no_sum_or_too_large_is_told_in_words(expression: str) -> None:
    with pytest.raises(ToolError, match=r"\w+ .*\."):
        calculate(expression)


@pytest.mark.parametrize(
    ("value", "source", "target", "told"),
    [
        (10, "miles", "kilometers", "10 miles = 16.09344 kilometres"),
        (100, "Fahrenheit", "celsius", "100 degrees Fahrenheit = 37.777778 degrees Celsius"),
        (8, "Mb", "MB", "8 megabits = 1 megabyte"),
        (12, "inches", "feet", "12 inches = 1 foot"),
        (60, "mph", "km/h", "60 miles per hour = 96.56064 kilometres per hour"),
        (0.001, "mm", "miles", "0.001 millimetres = 6.21371e-10 miles"),
    ],
)
def test_units(value: float, source: str, target: str, told: str) -> None:
    assert convert_units(value, source, target) == told


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        ("kilo", "miles", "they don't convert"),
        ("killometers", "m", "Did you mean kilometres"),
        ("foo", "m", "no unit"),
    ],
)
def test_units_that_do_not_convert(source: str, target: str, told: str) -> None:
    with pytest.raises(ToolError, match=told):
        convert_units(1, source, target)


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("", "In Berlin it is 13:30 on Friday, 1 March 2024 (Europe/Berlin)."),
        ("Tokyo", "In Tokyo it is 21:30 on Friday, 1 March 2024 (Asia/Tokyo)."),
        ("san francisco", "In san francisco it is 04:30 on Friday, 1 March 2024 (America/Los_Angeles)."),
        ("Asia/Kathmandu", "In Asia/Kathmandu it is 18:15 on Friday, 1 March 2024 (Asia/Kathmandu)."),
        ("utc", "It is 12:30 on Friday, 1 March 2024 in UTC."),
    ],
)
def test_the_time_where_the_person_is_and_elsewhere(
    monkeypatch: pytest.MonkeyPatch, zone: str, told: str
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2024, 3, 1, 12, 30, tzinfo=UTC))
    assert get_time(caller(time_zone="Europe/Berlin"), zone) == told


def test_a_city_that_is_not_known_is_told_with_the_nearest() -> None:
    with pytest.raises(ToolError, match="Did you mean Asia/Tokyo"):
        get_time(caller(), "Toky")
    assert "in UTC" in get_time(caller(time_zone="Mars/Base"))


async def test_a_timer_tells_that_it_runs_and_when_it_is_done() -> None:
    told: list[object] = []
    for_tea = Caller(uuid4(), Owner(), _report=lambda value, _scheduling: told.append(value))
    assert await set_timer(1, for_tea, "tea") == "The time is up: the timer for tea of 1 second is done."
    assert told == ["The timer for tea is set for 1 second."]
    assert in_words(5430) == "1 hour 30 minutes 30 seconds"
    with pytest.raises(ToolError, match="one second to 24 hours"):
        await set_timer(0, for_tea)


@pytest.mark.django_db
class TestPastConversations:
    def test_only_the_persons_own_are_found(self) -> None:
        ada, bob = (User.objects.create_user(name) for name in ("ada", "bob"))
        talk((Speaker.USER, "I like bananas."), owner=ada)
        talk((Speaker.MODEL, "Bananas are yellow."), owner=bob)
        talk((Speaker.USER, "Bananas for a guest."), guest="guest-1")
        assert search_conversations("bananas", caller(Owner(user_id=ada.pk))) == (
            "On 1 May 2024 at 12:00 it was said: I like bananas."
        )
        assert "for a guest" in search_conversations("bananas", caller(Owner(guest="guest-1")))
        for stranger in (Owner(guest="guest-2"), Owner(user_id=4711)):
            assert search_conversations("bananas", caller(stranger)) == "Nothing was found of bananas."

    def test_nobody_has_no_past(self) -> None:
        talk((Speaker.USER, "Bananas of nobody."), guest="")
        with pytest.raises(ToolError, match="Nobody knows who"):
            search_conversations("bananas", caller())

    def test_calls_of_functions_are_not_what_was_said(self) -> None:
        talk((Speaker.TOOL, 'search_conversations(words="bananas")'), guest="g")
        assert search_conversations("bananas", caller(Owner(guest="g"))) == "Nothing was found of bananas."

    def test_the_talk_itself_is_left_out(self) -> None:
        present = talk((Speaker.USER, "Bananas now."), guest="g")
        asking = Caller(present.pk, Owner(guest="g"))
        assert search_conversations("bananas", asking) == "Nothing was found of bananas."
