"""Whether a client's message is one that the service takes: strict where ProtoJSON is.

https://protobuf.dev/programming-guides/json/
"""

from __future__ import annotations

from typing import Any, assert_never

from chat.emulator.protojson import snake
from chat.emulator.refusals import Refusal, already_set, invalid_value, out_of_range, unknown_field
from chat.emulator.schema import (
    ANY,
    BYTES,
    FIELDS,
    FLAG,
    ONE_OF,
    STRUCT,
    TEXT,
    VERTEX_ONLY,
    Enumeration,
    Kind,
    ListOf,
    MapOf,
    Message,
    Number,
)
from chat.gemini.wire import camel

MOST_DEPTH = 64


def check(value: Any, kind: Kind, path: str = "", *, vertex: bool = False, depth: int = 0) -> None:
    """Raises Refusal for the first thing that is wrong, with the service's words. null is absent."""
    if value is None:
        return
    if depth > MOST_DEPTH:
        raise Refusal(invalid_value(path, "TYPE_MESSAGE"))
    match kind:
        case Message(name):
            _check_message(value, name, path, vertex, depth)
        case ListOf(each):
            # A single value stands for a list of one, as the service takes it.
            for index, one in enumerate(value if isinstance(value, list) else [value]):
                _expect(one is not None, one, f"{path}[{index}]", "null")
                check(one, each, f"{path}[{index}]", vertex=vertex, depth=depth + 1)
        case MapOf(each):
            _expect(isinstance(value, dict), value, path, "TYPE_MESSAGE")
            for index, one in enumerate(value.values()):
                check(one, each, f"{path}[{index}].value", vertex=vertex, depth=depth + 1)
        case Enumeration(name, values):
            known = value in values if isinstance(value, str) else type(value) is int and value >= 0
            _expect(known, value, path, f"type.googleapis.com/{name}")
        case Number():
            _check_number(value, kind, path)
        case str():
            _expect(_is_scalar(value, kind), value, path, kind)
        case _:
            assert_never(kind)


def _check_message(value: Any, name: str, path: str, vertex: bool, depth: int) -> None:
    _expect(isinstance(value, dict), value, path, "TYPE_MESSAGE")
    fields, group, chosen = FIELDS[name], ONE_OF.get(name), ""
    for key, each in value.items():
        field = camel(key)
        if field not in fields or (not vertex and field in VERTEX_ONLY.get(name, ())):
            raise Refusal(unknown_field(key, path))
        if group and field in group[1] and each is not None:
            if chosen and chosen != field:
                raise Refusal(already_set(path, group[0], snake(field)))
            chosen = field
        inner = f"{path}.{snake(field)}" if path else snake(field)
        check(each, fields[field], inner, vertex=vertex, depth=depth + 1)


def _check_number(value: Any, number: Number, path: str) -> None:
    try:
        # 64 bits travel as a string.
        read = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        read = None
    _expect(read is not None and not (number.whole and read % 1), value, path, number.name)
    if read is not None and not number.least <= read <= number.most:
        raise Refusal(out_of_range(path, number.least, number.most))


def _is_scalar(value: Any, kind: str) -> bool:
    match kind:
        case _ if kind in (TEXT, BYTES):
            return isinstance(value, str)
        case _ if kind == FLAG:
            return isinstance(value, bool)
        case _ if kind == STRUCT:
            return isinstance(value, dict)
    return kind == ANY


def _expect(good: bool, value: Any, path: str, kind: str) -> None:
    if not good:
        raise Refusal(invalid_value(path, kind, value))
