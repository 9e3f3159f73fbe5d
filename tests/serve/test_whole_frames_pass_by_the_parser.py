"""The frames that the server reads and writes by itself are those of another implementation."""

from __future__ import annotations

import os

import pytest
from websockets.frames import Frame, Opcode

from livechat.serving.frames import BINARY, LONG, TEXT, whole, whole_message

SIZES = (0, 1, 3, 4, 125, 126, 127, 1288, LONG)


COMPRESSED = 0x40


def masked(payload: bytes, opcode: Opcode = Opcode.BINARY, *, fin: bool = True) -> bytes:
    return Frame(opcode, payload, fin).serialize(mask=True)


@pytest.mark.parametrize("size", SIZES)
def test_a_whole_message_is_read(size: int) -> None:
    payload = os.urandom(size)
    frame = masked(payload)
    assert whole_message(frame, LONG) == (payload, len(frame))


@pytest.mark.parametrize("size", SIZES)
def test_it_is_read_before_another_one(size: int) -> None:
    payload = os.urandom(size)
    frame = masked(payload)
    assert whole_message(frame + masked(b"another", Opcode.TEXT), LONG) == (payload, len(frame))


@pytest.mark.parametrize("size", SIZES)
def test_one_that_has_not_come_completely_is_left(size: int) -> None:
    frame = masked(os.urandom(size))
    for length in range(min(len(frame), 20)):
        assert whole_message(frame[:length], LONG) is None
    assert whole_message(frame[:-1], LONG) is None


OTHERS = {
    "a part": masked(b"a part", fin=False),
    "the rest": masked(b"the rest", Opcode.CONT),
    "compressed": bytes((BINARY | COMPRESSED,)) + masked(b"compressed")[1:],
    "a ping": masked(b"", Opcode.PING),
    "a close": masked(b"\x03\xe8", Opcode.CLOSE),
    "without a mask": Frame(Opcode.BINARY, b"without a mask").serialize(mask=False),
    "a longer one without a mask": Frame(Opcode.BINARY, bytes(300)).serialize(mask=False),
    "too long": masked(bytes(LONG + 1)),
    "a length in more bytes than it needs": bytes((BINARY, 0x80 | 126, 0, 5)) + bytes(4) + b"short",
    "a length in eight bytes": bytes((BINARY, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 127)) + bytes(131),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_anything_else_is_left_to_the_parser(name: str) -> None:
    assert whole_message(OTHERS[name], LONG) is None


def test_one_above_the_limit_is_left_to_who_refuses_it() -> None:
    assert whole_message(masked(bytes(1001)), 1000) is None
    assert whole_message(masked(bytes(101)), 100) is None


@pytest.mark.parametrize("size", (*SIZES, LONG + 1))
def test_a_frame_is_written_as_another_implementation_writes_it(size: int) -> None:
    payload = os.urandom(size)
    assert whole(BINARY, payload) == Frame(Opcode.BINARY, payload).serialize(mask=False)
    assert whole(TEXT, payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)
