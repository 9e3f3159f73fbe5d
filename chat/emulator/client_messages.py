"""What a client can say after its setup. One frame may say several things.

https://ai.google.dev/api/live#client-messages
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from chat.emulator.checking import check
from chat.emulator.functions import FunctionResponse, parse_responses
from chat.emulator.protojson import Fields
from chat.emulator.refusals import (
    BEFORE_SETUP,
    NO_PICTURE,
    NOT_JSON,
    ROLE,
    SECOND_SETUP,
    Refusal,
    invalid_value,
)
from chat.emulator.schema import Message

_RATE = re.compile(r"rate=(\d+)")
_RATES = range(8_000, 192_001)
_USUAL_RATE = 16_000
_PICTURE_STARTS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG"}
ROLES = ("user", "model")


@dataclass(frozen=True, slots=True)
class Sound:
    pcm: bytes
    """PCM16 mono."""
    rate: int


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    """JPEG or PNG."""


@dataclass(frozen=True, slots=True)
class TypedText:
    text: str


@dataclass(frozen=True, slots=True)
class SoundStreamEnd:
    pass


@dataclass(frozen=True, slots=True)
class MarkedStart:
    """The client's own activityStart."""


@dataclass(frozen=True, slots=True)
class MarkedEnd:
    """The client's own activityEnd."""


@dataclass(frozen=True, slots=True)
class ContentTurn:
    role: str
    text: str
    pictures: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Content:
    turns: tuple[ContentTurn, ...]
    complete: bool
    """An answer is asked for."""


@dataclass(frozen=True, slots=True)
class ToolResponse:
    responses: tuple[FunctionResponse, ...]


@dataclass(frozen=True, slots=True)
class ContextUpdate:
    """What the model is told to go by from here on; None for what stays."""

    system_instruction: str | None
    tools: tuple[Fields, ...] | None


ClientMessage = (
    Sound
    | Picture
    | TypedText
    | SoundStreamEnd
    | MarkedStart
    | MarkedEnd
    | Content
    | ToolResponse
    | ContextUpdate
)


def read_frame(frame: bytes | str, *, vertex: bool = False) -> Fields:
    """Raises Refusal where the frame is not one message of the client's."""
    try:
        values = json.loads(frame)
    except (ValueError, RecursionError):
        raise Refusal(NOT_JSON) from None
    if not isinstance(values, dict):
        raise Refusal(NOT_JSON)
    check(values, Message("ClientMessage"), vertex=vertex)
    return Fields(values)


def setup_of(message: Fields) -> Fields:
    """The setup in the first message. Raises Refusal where it is another one."""
    if not message.has("setup"):
        raise Refusal(BEFORE_SETUP)
    return message.object("setup")


def parse_client_message(message: Fields) -> Iterator[ClientMessage]:
    """What a later message says, in the order in which it takes effect. Raises Refusal."""
    if message.has("setup"):
        raise Refusal(SECOND_SETUP)
    if message.has("contextUpdate"):
        yield _context_update(message.object("contextUpdate"))
    if message.has("clientContent"):
        yield _content(message.object("clientContent"))
    if message.has("realtimeInput"):
        yield from _realtime_input(message.object("realtimeInput"))
    if message.has("toolResponse"):
        yield ToolResponse(parse_responses(message.object("toolResponse")))


def _realtime_input(fields: Fields) -> Iterator[ClientMessage]:
    if fields.has("activityStart"):
        yield MarkedStart()
    for chunk in fields.objects("mediaChunks"):
        yield _medium(chunk)
    if fields.has("audio"):
        yield _sound(fields.object("audio"))
    if fields.has("video"):
        yield _picture(fields.object("video"))
    if fields.text("text"):
        yield TypedText(fields.text("text"))
    if fields.has("activityEnd"):
        yield MarkedEnd()
    if fields.flag("audioStreamEnd"):
        yield SoundStreamEnd()


def _medium(blob: Fields) -> Sound | Picture:
    return _sound(blob) if blob.text("mimeType").startswith("audio/") else _picture(blob)


def _sound(blob: Fields) -> Sound:
    mime = blob.text("mimeType", f"audio/pcm;rate={_USUAL_RATE}")
    match = _RATE.search(mime)
    rate = int(match[1]) if match else _USUAL_RATE
    if not mime.startswith("audio/pcm") or rate not in _RATES:
        raise Refusal(invalid_value(f"{blob.path}.mime_type", "TYPE_STRING"))
    pcm = blob.data("data")
    if len(pcm) % 2:
        raise Refusal(invalid_value(f"{blob.path}.data", "TYPE_BYTES"))
    return Sound(pcm, rate)


def _picture(blob: Fields) -> Picture:
    mime, data = blob.text("mimeType"), blob.data("data")
    if mime not in _PICTURE_STARTS:
        raise Refusal(invalid_value(f"{blob.path}.mime_type", "TYPE_STRING"))
    if not data.startswith(tuple(_PICTURE_STARTS.values())):
        raise Refusal(NO_PICTURE)
    return Picture(data)


def _context_update(fields: Fields) -> ContextUpdate:
    return ContextUpdate(
        text_of(fields.object("systemInstruction")) if fields.has("systemInstruction") else None,
        tuple(fields.object("tools").objects("tools")) if fields.has("tools") else None,
    )


def _content(fields: Fields) -> Content:
    turns = tuple(_turn(turn) for turn in fields.objects("turns"))
    return Content(turns, fields.flag("turnComplete"))


def _turn(fields: Fields) -> ContentTurn:
    """Of the media in it only pictures are looked at."""
    parts = fields.objects("parts")
    role = fields.text("role") or "user"
    if role not in ROLES:
        raise Refusal(ROLE)
    blobs = [part.object("inlineData") for part in parts if part.has("inlineData")]
    return ContentTurn(
        role=role,
        text=text_of(fields),
        pictures=tuple(_picture(blob).data for blob in blobs if blob.text("mimeType").startswith("image/")),
    )


def text_of(content: Fields) -> str:
    """The text parts of a Content, a line each."""
    return "\n".join(part.text("text") for part in content.objects("parts") if part.has("text"))
