"""Messages that no client would send, as many as one likes: the same ones for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any, get_args

from msgspec.structs import fields

from chat.errors import ProtocolError
from chat.protocol.commands import AnyCommand, decode_command
from chat.protocol.frames import HEADER, decode_frame

Message = str | bytes

COMMANDS: dict[str, list[str]] = {
    str(each.__struct_config__.tag): [field.name for field in fields(each)] for each in get_args(AnyCommand)
}
WORDS = ("", "0", "a", "é", "\U0001f600", "\u0000", "x" * 70, "x" * 9000, "../..", "AUDIO")
NUMBERS = (-1, 0, 1, 2**16, 2**32, 2**63, 2**64, -(2**63), 1e308, 0.5, float("nan"), float("inf"))


def refused(message: Message) -> str | None:
    """The code by which it is refused, None where it is taken. Whatever else it raises is a fault."""
    try:
        if isinstance(message, bytes):
            decode_frame(message)
        else:
            decode_command(message)
    except ProtocolError as error:
        return error.code
    return None


def cases(seed: int) -> Iterator[Message]:
    chance = random.Random(seed)  # noqa: S311  # to be the same each time
    makers: tuple[Callable[[random.Random], Message], ...] = (
        _any_bytes,
        _any_frame,
        _any_text,
        _any_json,
        _wrong_command,
        _wrong_command,
        _broken_json,
        _nested,
    )
    while True:
        yield chance.choice(makers)(chance)


def _any_bytes(chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((0, 1, 7, 8, 9, 40)))


def _any_frame(chance: random.Random) -> bytes:
    kind = chance.choice((0, 1, 1, 2, 2, 3, 0x81, 0xFF))
    head = HEADER.pack(kind, chance.randrange(256), chance.randrange(2**16), chance.randrange(2**32))
    body = chance.randbytes(chance.choice((0, 1, 2, 3, 319, 3200, 3201, 3202, 5000)))
    return head + (b"\xff\xd8\xff" * chance.randrange(2)) + body


def _any_text(chance: random.Random) -> str:
    return "".join(chr(chance.randrange(0xD7FF)) for _ in range(chance.randrange(40)))


def _any_json(chance: random.Random) -> str:
    return json.dumps(_value(chance, 3))


def _wrong_command(chance: random.Random) -> str:
    kind = chance.choice((*COMMANDS, "nonsense", 5, None))
    names = COMMANDS.get(str(kind), ["id"]) + ["extra"] * chance.randrange(2)
    values = {name: _value(chance, 2) for name in names if chance.random() < 0.8}
    return json.dumps({"type": kind, **values})


def _broken_json(chance: random.Random) -> str:
    whole = _wrong_command(chance)
    at = chance.randrange(len(whole))
    return chance.choice(
        (whole[:at], whole[:at] + chr(chance.randrange(1, 0xD7FF)) + whole[at + 1 :], whole * 2)
    )


def _nested(chance: random.Random) -> str:
    most_chars = chance.choice((10, 1_000, 60_000, 70_000))
    part = chance.choice(("[", '{"a":', '{"type":"tool_result","id":"1","result":['))
    return (part * most_chars)[:most_chars]


def _value(chance: random.Random, depth: int) -> Any:
    match chance.randrange(7 if depth else 5):
        case 0:
            return chance.choice(WORDS)
        case 1:
            return chance.choice(NUMBERS)
        case 2:
            return chance.choice((True, False, None))
        case 3:
            return chance.randrange(-5, 70_000)
        case 4:
            return chr(chance.randrange(0xD7FF)) * chance.randrange(80)
        case 5:
            return [_value(chance, depth - 1) for _ in range(chance.randrange(4))]
        case _:
            return {
                str(chance.choice(WORDS))[:9]: _value(chance, depth - 1) for _ in range(chance.randrange(4))
            }
