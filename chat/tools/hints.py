"""Type hints as the JSON Schema that a model is told.

https://ai.google.dev/api/caching#FunctionDeclaration
"""

from __future__ import annotations

from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

Schema = dict[str, Any]

PLAIN: dict[Any, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}


class UnknownHint(Exception):
    """The message names what can't be told to a model."""


def schema_of(hint: Any) -> Schema:
    """Raises UnknownHint but for str, int, float, bool, Literal, Enum, list and `| None` of these."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return {"type": PLAIN[hint]}
    if origin is Annotated:
        return schema_of(arguments[0]) | _described(arguments[1:])
    if origin is Literal:
        return _choices(list(arguments))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _choices([member.value for member in hint])
    if origin is list:
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin in (Union, UnionType):
        return _optional(arguments)
    raise UnknownHint(getattr(hint, "__name__", str(hint)))


def _described(notes: tuple[Any, ...]) -> Schema:
    """The first string of `Annotated` says what is meant."""
    text = next((note for note in notes if isinstance(note, str)), "")
    return {"description": text} if text else {}


def _choices(values: list[Any]) -> Schema:
    kinds = {type(value) for value in values}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind not in (str, int):
        raise UnknownHint("a choice between values that are not all text, or not all whole numbers")
    return {"type": PLAIN[kind], "enum": values}


def _optional(arguments: tuple[Any, ...]) -> Schema:
    others = [argument for argument in arguments if argument is not NoneType]
    if len(others) != 1 or len(others) == len(arguments):
        raise UnknownHint("a choice between several types")
    schema = schema_of(others[0])
    nullable = schema | {"type": [schema["type"], "null"]}
    return nullable | {"enum": [*schema["enum"], None]} if "enum" in schema else nullable
