"""Sums are done as they are spoken or typed, and what can't be done is said."""

from __future__ import annotations

import time

import pytest

from tests.emulator.minds import ask, new_mind, sentences


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("What is twelve times seven plus three?", "87."),
        ("what is twelve times seven plus three", "87."),
        ("What's 12 x 7?", "84."),
        ("whats 2+2", "4."),
        ("2 + 2 =", "4."),
        ("two and two", "4."),
        ("two plus to", "4."),
        ("to times for", "8."),
        ("How much is thirty-three times three?", "99."),
        ("one thousand two hundred and thirty four plus one", "1,235."),
        ("one hundred and five minus six", "99."),
        ("What is 15% of 80?", "12."),
        ("How much is twenty percent of 250?", "50."),
        ("200 plus 10 percent", "220."),
        ("The square root of 144.", "12."),
        ("square root of two", "about 1.4142."),
        ("five squared", "25."),
        ("two to the power of ten", "1,024."),
        ("half of 50", "25."),
        ("a third of ninety", "30."),
        ("double sixteen", "32."),
        ("Three point five times two.", "7."),
        ("(3+4)*5", "35."),
        ("3 minus 10", "minus 7."),
        ("-3 - 4", "minus 7."),
        ("1/3", "about 0.3333."),
        ("0.1 + 0.2", "0.3."),
        ("Add 3 and 4", "7."),
        ("subtract five from twelve", "7."),
        ("Multiply six by seven, please.", "42."),
        ("the sum of three and four", "7."),
        ("What does two plus two make?", "4."),
        ("Six take away two.", "4."),
        ("Hello! What is 5 plus 5?", "10."),
    ],
)
def test_a_sum_has_its_result(said: str, result: str) -> None:
    assert sentences(new_mind(), said)[0].endswith(f" {result}")


def test_the_sum_is_said_as_it_was_understood() -> None:
    assert sentences(new_mind(), "what is to times for plus won")[0].startswith("2 times 4 plus 1 ")


def test_a_division_tells_what_is_left_over() -> None:
    answer = ask(new_mind(), "17 divided by 5")
    assert "3.4" in answer
    assert "3, with 2 left over" in answer


def test_a_sum_goes_on_from_the_last_result() -> None:
    mind = new_mind()
    ask(mind, "100 minus 1")
    assert "198." in ask(mind, "and times two")
    assert "201." in ask(mind, "plus three")
    assert "50.25." in ask(mind, "Divide that by four.")


@pytest.mark.parametrize("said", ["10 divided by zero", "5/0", "7 mod 0", "zero to the power of minus one"])
def test_nothing_is_divided_by_zero(said: str) -> None:
    assert "divided by zero" in ask(new_mind(), said)


@pytest.mark.parametrize(
    "said", ["9**9**9", "2^65", "one million times one million times one million", "square root of minus 4"]
)
def test_what_is_too_large_or_impossible_is_said_to_be_so(said: str) -> None:
    started = time.perf_counter()
    assert any(word in ask(new_mind(), said) for word in ("stops", "whole powers", "no square root"))
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    "said",
    [
        "for sale",
        "He had five apples and ate two.",
        "I have 2 for you",
        "3 4",
        "((((1+2",
        "1 +",
        "+",
        "__import__",
    ],
)
def test_what_only_looks_like_a_sum_is_not_one(said: str) -> None:
    assert not any(verb in sentences(new_mind(), said)[0] for verb in (" makes ", " comes to ", " is 7"))


@pytest.mark.parametrize("said", ["(" * 290, "1+" * 140, "," * 299 + "x", "-" * 290 + "1", "what is " * 40])
def test_a_sum_made_to_be_slow_is_answered_quickly(said: str) -> None:
    started = time.perf_counter()
    assert ask(new_mind(), said)
    assert time.perf_counter() - started < 0.5
