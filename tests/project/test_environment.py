from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from livechat.environment import UNREADABLE_FILE, WRONG_VALUE, Environment


def test_an_unset_or_empty_variable_gives_the_default() -> None:
    for variables in ({}, {"NAME": ""}, {"NAME": "  "}):
        environment = Environment(variables)
        assert environment.text("NAME", "word") == "word"
        assert environment.integer("NAME", 7, low=1, high=9) == 7
        assert environment.seconds("NAME", 1.5, low=0, high=9) == 1.5
        assert environment.boolean("NAME", True) is True
        assert environment.choice("NAME", "a", {"a", "b"}) == "a"
        assert environment.list("NAME", "a,b") == ["a", "b"]
        assert environment.secret("NAME") == ""
        assert not environment.problems


def test_values_are_read_by_their_type() -> None:
    environment = Environment(
        {"N": " 8 ", "S": "0.25", "YES": "On", "NO": "false", "C": "B", "L": "a, b,,c "}
    )
    assert environment.integer("N", 1, low=1, high=9) == 8
    assert environment.seconds("S", 1, low=0, high=9) == 0.25
    assert environment.boolean("YES", False) is True
    assert environment.boolean("NO", True) is False
    assert environment.choice("C", "a", {"a", "b"}) == "b"
    assert environment.list("L") == ["a", "b", "c"]
    assert not environment.problems


@pytest.mark.parametrize("value", ["abc", "0", "10", "1.5", "nan"])
def test_a_wrong_number_is_a_problem_and_the_default_holds(value: str) -> None:
    environment = Environment({"N": value})
    assert environment.integer("N", 3, low=1, high=9) == 3
    (problem,) = environment.problems
    assert problem.id == WRONG_VALUE
    assert problem.message == "N is not a whole number from 1 to 9."


def test_a_decimal_number_is_exact() -> None:
    assert Environment({"D": "0.1"}).decimal("D", "0", high=9) == Decimal("0.1")
    assert Environment({}).decimal("D", "0.3", high=9) == Decimal("0.3")


@pytest.mark.parametrize("value", ["abc", "nan", "inf", "-1", "9.1"])
def test_a_wrong_decimal_number_is_a_problem(value: str) -> None:
    environment = Environment({"D": value})
    assert environment.decimal("D", "0.5", high=9) == Decimal("0.5")
    assert [problem.message for problem in environment.problems] == ["D is not a number from 0 to 9."]


@pytest.mark.parametrize("value", ["abc", "nan", "inf", "-1", "1e999"])
def test_wrong_seconds_are_a_problem(value: str) -> None:
    environment = Environment({"S": value})
    assert environment.seconds("S", 3, low=0, high=9) == 3
    assert [problem.id for problem in environment.problems] == [WRONG_VALUE]


def test_a_wrong_word_is_a_problem() -> None:
    environment = Environment({"B": "perhaps", "C": "c"})
    assert environment.boolean("B", True) is True
    assert environment.choice("C", "a", {"a", "b"}) == "a"
    assert [problem.message for problem in environment.problems] == [
        "B is not 1 or 0 (also true, false, yes, no, on, off).",
        "C is not one of a, b.",
    ]


def test_a_secret_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from the file\n")
    assert Environment({"KEY_FILE": str(file)}).secret("KEY") == "from the file"
    assert Environment({"KEY_FILE": str(file), "KEY": "itself"}).secret("KEY") == "itself"


def test_an_unreadable_secret_file_is_a_problem(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\xfa")
    for file in (tmp_path / "missing", tmp_path, binary):
        environment = Environment({"KEY_FILE": str(file)})
        assert environment.secret("KEY") == ""
        assert [problem.id for problem in environment.problems] == [UNREADABLE_FILE]


def test_a_problem_never_repeats_the_value() -> None:
    environment = Environment({"N": "hunter2"})
    environment.integer("N", 3, low=1, high=9)
    assert "hunter2" not in repr(environment.problems)
