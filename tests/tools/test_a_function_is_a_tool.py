"""What a function's type hints and docstring tell a model, and what can't be told."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, Literal

import pytest

from chat.tools import BadTool, Caller, tool
from chat.tools.registry import Tool, chosen, declarations
from chat.tools.signature import BadArguments, signature_of


class Size(Enum):
    SMALL = "small"
    LARGE = "large"


def order(
    cake: Annotated[str, "Which one."],
    size: Size,
    pieces: int,
    caller: Caller,
    price: float = 2.5,
    icing: Literal["sugar", "lemon"] = "sugar",
    names: list[str] | None = None,
    gift: bool = False,
) -> str:
    """Orders a cake,
    to be fetched tomorrow.

    It can't be undone.

    Args:
        size: How large it is,
            from the list.
        pieces (int): Into how many it is cut.

    Returns:
        The number of the order.
    """
    return f"{cake} {size} {pieces} {price} {icing} {names} {gift}"


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Tool]:
    """Registers a function for this test alone."""
    monkeypatch.setattr("chat.tools.registry._tools", {})

    def register(function: Callable[..., Any], **options: Any) -> Tool:
        tool(**options)(function)
        return chosen([function.__name__])[function.__name__]

    return register


def test_the_docstring_is_the_description() -> None:
    assert signature_of(order).description == "Orders a cake, to be fetched tomorrow.\n\nIt can't be undone."


def test_hints_and_descriptions_become_the_schema() -> None:
    assert signature_of(order).schema == {
        "type": "object",
        "properties": {
            "cake": {"type": "string", "description": "Which one."},
            "size": {
                "type": "string",
                "enum": ["small", "large"],
                "description": "How large it is, from the list.",
            },
            "pieces": {"type": "integer", "description": "Into how many it is cut."},
            "price": {"type": "number"},
            "icing": {"type": "string", "enum": ["sugar", "lemon"]},
            "names": {"type": ["array", "null"], "items": {"type": "string"}},
            "gift": {"type": "boolean"},
        },
        "required": ["cake", "size", "pieces"],
    }


def test_arguments_are_converted_and_defaults_left_to_the_function() -> None:
    given = {"cake": "plum", "size": "large", "pieces": 8.0, "names": ["Al"]}
    arguments = signature_of(order).arguments(given)
    assert arguments == {"cake": "plum", "size": Size.LARGE, "pieces": 8, "names": ["Al"]}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"size": "large", "pieces": 8}, "missing required field `cake`"),
        ({"cake": "plum", "size": "huge", "pieces": 8}, "size: Invalid enum value 'huge'"),
        ({"cake": "plum", "size": "large", "pieces": 8.5}, "pieces: Expected `int`, got `float`"),
        ({"cake": "plum", "size": "large", "pieces": 8, "names": [1]}, "names[0]: Expected `str`, got `int`"),
        ({"cake": "plum", "size": "large", "pieces": 8, "caller": "me"}, "unknown field `caller`"),
    ],
)
def test_arguments_that_do_not_fit_are_refused_by_name(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(BadArguments) as refused:
        signature_of(order).arguments(given)
    assert problem in str(refused.value)


def no_docstring(x: int) -> None: ...
def no_hint(x) -> None:  # type: ignore[no-untyped-def]  # that is what it is for
    """Does it."""


def anything(*things: int) -> None:
    """Does it."""


def mapping(x: dict[str, int]) -> None:
    """Does it."""


def either(x: int | str) -> None:
    """Does it."""


def mixed(x: Literal["a", 1]) -> None:
    """Does it."""


def stranger(x: int) -> None:
    """Does it.

    Args:
        y: Not there.
    """


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (no_docstring, "no docstring"),
        (no_hint, "x has no type hint"),
        (anything, r"\*things"),
        (mapping, "x is dict"),
        (either, "x is a choice between several types"),
        (mixed, "not all text"),
        (stranger, "describes y, which is no parameter"),
    ],
)
def test_what_a_model_can_not_be_told_is_refused_when_it_is_registered(
    function: Callable[..., Any], problem: str
) -> None:
    with pytest.raises(BadTool, match=problem):
        tool(function)


def test_a_name_is_taken_once(registered: Callable[..., Tool]) -> None:
    registered(order)
    with pytest.raises(BadTool, match="There is a tool order already"):
        registered(order)


@pytest.mark.parametrize(
    ("model", "blocking", "declared"),
    [
        ("gemini-3.8-live", True, "BLOCKING"),
        ("gemini-3.8-live", False, "NON_BLOCKING"),
        ("gemini-3.8-live-extended-thinking", True, "NON_BLOCKING"),
        ("gemini-3.1-flash-live-preview", True, None),
        ("gemini-3.1-flash-live-preview", False, None),
        ("a-model-of-tomorrow", False, None),
    ],
)
def test_it_is_declared_as_the_model_can_wait(
    registered: Callable[..., Tool], model: str, blocking: bool, declared: str | None
) -> None:
    registered(order, blocking=blocking)
    [declaration] = declarations(["order", "long_gone"], model)
    assert (declaration.behavior and declaration.behavior.value) == declared
    assert declaration.parameters_json_schema == signature_of(order).schema
