"""Chunks that tell who sent them, which they are and when: zeros, with a mark at the beginning of each."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass

from chat.protocol.limits import BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE

CHUNK_MS = 100
CHUNK_BYTES = INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE * CHUNK_MS // 1000
_MAGIC = b"mark"
_MARK = struct.Struct("<4sIIQ")


@dataclass(frozen=True, slots=True)
class Mark:
    caller: int
    sequence: int
    sent_ns: int
    """By the monotonic clock, which all processes of a machine share."""


def marked_chunk(caller: int, sequence: int) -> bytes:
    """PCM of CHUNK_MS, sent now."""
    return _MARK.pack(_MAGIC, caller, sequence, time.monotonic_ns()).ljust(CHUNK_BYTES, b"\0")


def marks_in(pcm: bytes) -> Iterator[Mark]:
    """Of all the chunks in it, whether or not they came in one piece each."""
    at = pcm.find(_MAGIC)
    while at >= 0 and at + _MARK.size <= len(pcm):
        _, caller, sequence, sent_ns = _MARK.unpack_from(pcm, at)
        yield Mark(caller, sequence, sent_ns)
        at = pcm.find(_MAGIC, at + _MARK.size)
