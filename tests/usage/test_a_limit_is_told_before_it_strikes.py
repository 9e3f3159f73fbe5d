from __future__ import annotations

from decimal import Decimal

import pytest

from chat.errors import CloseCode
from chat.people.allowance import Allowance, Limits

DOLLAR = Limits(cost=Decimal(1))


def check(allowance: Allowance, cost: str = "0", last: str = "0", turns: int = 0) -> list[str]:
    return allowance.check(cost=Decimal(cost), last_cost=Decimal(last), turns=turns)


def test_without_limits_nothing_is_told_or_reached() -> None:
    allowance = Allowance(Limits(), "USD")
    assert check(allowance, "1000000", "1000", 1_000_000) == []
    assert allowance.minutes is None
    assert allowance.reached is None


def test_cost_is_told_once_from_four_fifths_on() -> None:
    allowance = Allowance(DOLLAR, "USD")
    assert check(allowance, "0.79", "0.01") == []
    assert check(allowance, "0.80", "0.01") == [
        "This talk ends soon: $0.8000 of the $1.00 it may cost are used."
    ]
    assert check(allowance, "0.81", "0.01") == []
    assert allowance.reached is None


def test_cost_is_told_where_one_more_turn_like_the_last_would_pass_it() -> None:
    allowance = Allowance(DOLLAR, "USD")
    assert len(check(allowance, "0.5", "0.5")) == 1


@pytest.mark.parametrize("cost", ["1", "1.0000001"])
def test_the_turn_that_takes_the_last_of_it_ends_the_talk(cost: str) -> None:
    allowance = Allowance(DOLLAR, "USD")
    assert check(allowance, cost, "0.01") == []
    reached = allowance.reached
    assert reached is not None
    assert (reached.code, reached.close_code, reached.retry) == ("cost_limit", CloseCode.LIMIT, False)
    assert reached.message == "This talk has reached its limit of $1.00."


def test_turns_are_told_from_four_fifths_on() -> None:
    allowance = Allowance(Limits(turns=10), "")
    assert [check(allowance, turns=turns) for turns in (7, 8, 9)] == [
        [],
        ["This talk ends soon: it has 2 turns left."],
        [],
    ]
    check(allowance, turns=10)
    assert allowance.reached is not None
    assert allowance.reached.code == "turns_limit"
    assert allowance.reached.message == "This talk has reached its limit of 10 turns."


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_the_last_turn_is_told_however_few_there_are(turns: int) -> None:
    allowance = Allowance(Limits(turns=turns), "")
    assert check(allowance, turns=turns - 1) == ["This talk ends soon: it has 1 turn left."]


def test_time_has_two_marks() -> None:
    allowance = Allowance(Limits(minutes=Decimal(15)), "")
    assert allowance.minutes == (Decimal(12), Decimal(15))
    assert allowance.time_is_near() == ["This talk ends in 3 minutes: its time is limited."]
    allowance.time_is_up()
    assert allowance.reached is not None
    assert allowance.reached.code == "minutes_limit"
    assert allowance.reached.message == "This talk has reached its limit of 15 minutes."


def test_short_times_are_told_in_seconds() -> None:
    assert Allowance(Limits(minutes=Decimal("7.5")), "").time_is_near() == [
        "This talk ends in 1 minute and 30 seconds: its time is limited."
    ]


def test_the_first_limit_that_was_passed_stays() -> None:
    allowance = Allowance(Limits(cost=Decimal(1), minutes=Decimal(1)), "USD")
    check(allowance, "2")
    allowance.time_is_up()
    assert allowance.reached is not None
    assert allowance.reached.code == "cost_limit"
