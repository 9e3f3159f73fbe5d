"""The first bytes of a chunk of audio tell whose it is, which, and when it was sent; the rest is silence."""

from __future__ import annotations

import binascii
import struct
from typing import NamedTuple

from chat.gemini.wire import decode_base64
from chat.protocol.limits import BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE, OUTPUT_SAMPLE_RATE

CHUNK_MS = 40
UP_BYTES = INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE * CHUNK_MS // 1000
DOWN_BYTES = OUTPUT_SAMPLE_RATE * BYTES_PER_SAMPLE * CHUNK_MS // 1000

_MARK = struct.Struct("<6sIIQ2x")
"""A multiple of three bytes, as is what it begins with: so that each is whole in base64, too."""
_MAGIC = b"marked"
_MAGIC_IN_BASE64 = binascii.b2a_base64(_MAGIC, newline=False)
_MARK_IN_BASE64_BYTES = _MARK.size * 4 // 3


class Mark(NamedTuple):
    session: int
    sequence: int
    sent_ns: int
    """By the monotonic clock, which all processes of a machine share."""


def marked(mark: Mark, size: int) -> bytes:
    """PCM of `size` bytes."""
    return _MARK.pack(_MAGIC, *mark).ljust(size, b"\0")


def mark_of_pcm(pcm: bytes, at: int = 0) -> Mark | None:
    """Of the chunk that begins there; None where none does."""
    if not pcm.startswith(_MAGIC, at):
        return None
    return Mark(*_MARK.unpack_from(pcm, at)[1:])


def mark_of_json(message: bytes) -> Mark | None:
    """Of the chunk whose base64, in either alphabet, is somewhere in it."""
    at = message.find(_MAGIC_IN_BASE64)
    if at < 0:
        return None
    return mark_of_pcm(decode_base64(message[at : at + _MARK_IN_BASE64_BYTES]))
