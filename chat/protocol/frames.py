"""Binary frames: a little-endian header of eight bytes (u8 type, u8 flags, u16 a, u32 b), then the media."""

from __future__ import annotations

import struct
from enum import IntEnum

from msgspec import Struct

from chat.errors import ProtocolError, TooLarge
from chat.protocol.limits import (
    BYTES_PER_SAMPLE,
    MAX_CHUNK_BYTES,
    MAX_CHUNK_MS,
    MAX_PICTURE_BYTES,
)

HEADER = struct.Struct("<BBHI")
GAP_BEFORE = 0b01
FIRST = 0b01
LAST = 0b10


class FrameType(IntEnum):
    MICROPHONE = 0x01
    PICTURE = 0x02
    SPEECH = 0x81


class PictureSource(IntEnum):
    CAMERA = 0
    SCREEN = 1
    UPLOAD = 2


class MicrophoneChunk(Struct, frozen=True):
    """PCM16 mono 16 kHz. `sequence` wraps at 65,536; `gap` tells that audio before it was lost."""

    sequence: int
    captured_ms: int
    gap: bool
    pcm: bytes


class Picture(Struct, frozen=True):
    """One JPEG; `frame` wraps at 65,536."""

    frame: int
    captured_ms: int
    source: PictureSource
    jpeg: bytes


class Speech(Struct, frozen=True):
    """PCM16 mono 24 kHz of turn `turn` from sample `offset` of it on; the last one of a turn is empty."""

    turn: int
    offset: int
    pcm: bytes
    first: bool = False
    last: bool = False


def encode_speech(speech: Speech) -> bytes:
    flags = (FIRST if speech.first else 0) | (LAST if speech.last else 0)
    return HEADER.pack(FrameType.SPEECH, flags, speech.turn & 0xFFFF, speech.offset) + speech.pcm


def decode_frame(frame: bytes) -> MicrophoneChunk | Picture:
    """Raises ProtocolError with the reason; TooLarge above the limit of its kind."""
    if len(frame) < HEADER.size:
        raise ProtocolError("bad_frame", f"A binary frame begins with a header of {HEADER.size} bytes.")
    kind, flags, a, b = HEADER.unpack_from(frame)
    body = frame[HEADER.size :]
    if kind == FrameType.MICROPHONE:
        return MicrophoneChunk(a, b, bool(flags & GAP_BEFORE), _checked_pcm(body))
    if kind == FrameType.PICTURE:
        return Picture(a, b, _picture_source(flags), _checked_jpeg(body))
    raise ProtocolError("bad_frame", f"There is no frame type 0x{kind:02x}: a browser sends 0x01 or 0x02.")


def _picture_source(flags: int) -> PictureSource:
    try:
        return PictureSource(flags)
    except ValueError:
        raise ProtocolError("bad_picture", f"There is no picture source {flags}: use 0, 1 or 2.") from None


def _checked_pcm(body: bytes) -> bytes:
    if not body or len(body) % BYTES_PER_SAMPLE:
        raise ProtocolError("bad_audio", "Audio is PCM of 16 bits: an even number of bytes, at least two.")
    if len(body) > MAX_CHUNK_BYTES:
        raise TooLarge(
            "audio_too_large",
            f"An audio chunk is at most {MAX_CHUNK_MS} ms of 16 kHz mono: {MAX_CHUNK_BYTES} bytes.",
        )
    return body


def _checked_jpeg(body: bytes) -> bytes:
    if len(body) > MAX_PICTURE_BYTES:
        raise TooLarge("picture_too_large", f"A picture has at most {MAX_PICTURE_BYTES} bytes.")
    if not body.startswith(b"\xff\xd8\xff"):
        raise ProtocolError("bad_picture", "A picture is a JPEG.")
    return body
