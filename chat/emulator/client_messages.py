"""What a client can say after its setup. One frame may say several things.

https://ai.google.dev/api/live#client-messages
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from chat.emulator.functions import FunctionResponse, parse_responses
from chat.emulator.protojson import Fields
from chat.emulator.refusals import (
    BEFORE_SETUP,
    NOT_IMPLEMENTED,
    NOT_JSON,
    SECOND_SETUP,
    Refusal,
    invalid_value,
)

_MESSAGES = frozenset({
    "setup", "clientContent", "realtimeInput", "toolResponse", "contextUpdate",
})  # fmt: skip
_REALTIME_INPUT = frozenset({
    "audio", "video", "text", "mediaChunks", "audioStreamEnd", "activityStart", "activityEnd",
})  # fmt: skip
_CLIENT_CONTENT = frozenset({"turns", "turnComplete"})
_RATE = re.compile(r"rate=(\d+)")
_RATES = range(8_000, 192_001)
_USUAL_RATE = 16_000


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


ClientMessage = (
    Sound | Picture | TypedText | SoundStreamEnd | MarkedStart | MarkedEnd | Content | ToolResponse
)


def read_frame(frame: bytes | str) -> Fields:
    """Raises Refusal where the frame is not one JSON object of known names."""
    try:
        values = json.loads(frame)
    except (ValueError, RecursionError):
        raise Refusal(NOT_JSON) from None
    if not isinstance(values, dict):
        raise Refusal(NOT_JSON)
    fields = Fields(values)
    fields.allow(_MESSAGES)
    return fields


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
        raise Refusal(NOT_IMPLEMENTED)
    if message.has("clientContent"):
        yield _content(message.object("clientContent"))
    if message.has("realtimeInput"):
        yield from _realtime_input(message.object("realtimeInput"))
    if message.has("toolResponse"):
        yield ToolResponse(parse_responses(message.object("toolResponse")))


def _realtime_input(fields: Fields) -> Iterator[ClientMessage]:
    fields.allow(_REALTIME_INPUT)
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
    if not blob.text("mimeType").startswith("image/"):
        raise Refusal(invalid_value(f"{blob.path}.mime_type", "TYPE_STRING"))
    return Picture(blob.data("data"))


def _content(fields: Fields) -> Content:
    fields.allow(_CLIENT_CONTENT)
    turns = tuple(_turn(turn) for turn in fields.objects("turns"))
    return Content(turns, fields.flag("turnComplete"))


def _turn(fields: Fields) -> ContentTurn:
    parts = fields.objects("parts")
    blobs = [part.object("inlineData") for part in parts if part.has("inlineData")]
    return ContentTurn(
        role=fields.text("role") or "user",
        text="\n".join(part.text("text") for part in parts if part.has("text")),
        pictures=tuple(blob.data("data") for blob in blobs if blob.text("mimeType").startswith("image/")),
    )
