"""What BidiGenerateContent says, as one frozen type, whatever way it was read.

Google's messages are ProtoJSON: lowerCamel and snake_case name the same field, bytes are base64 in the
standard or the URL-safe alphabet, padded or not. https://ai.google.dev/api/live
"""

from __future__ import annotations

import binascii
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

import msgspec
from msgspec import Struct

INPUT_MIME = "audio/pcm;rate=16000"
OUTPUT_MIME = "audio/pcm;rate=24000"
PICTURE_MIME = "image/jpeg"

_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_WORD_START = re.compile(r"_([a-z0-9])")


@dataclass(frozen=True, slots=True)
class Tokens:
    """usageMetadata. What is by modality does not always sum to its total."""

    prompt_total: int = 0
    response_total: int = 0
    total: int = 0
    tool_use_total: int = 0
    thoughts: int = 0
    prompt: tuple[tuple[str, int], ...] = ()
    response: tuple[tuple[str, int], ...] = ()
    tool_use: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Resumption:
    handle: str
    resumable: bool


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """`id` is the service's and opaque; the answer names it."""

    id: str
    name: str
    args: dict[str, Any]


class Scheduling(StrEnum):
    """When the model speaks of the result of a call that it did not wait for.

    https://ai.google.dev/gemini-api/docs/live-tools#async-function-calling
    """

    INTERRUPT = "INTERRUPT"
    WHEN_IDLE = "WHEN_IDLE"
    SILENT = "SILENT"


@dataclass(frozen=True, slots=True)
class FunctionResponse:
    """What a call came to: `{"result": ...}` or `{"error": ...}`. More follows where it `will_continue`."""

    id: str
    name: str
    response: dict[str, Any]
    scheduling: Scheduling | None = None
    """None where the model waits for it."""
    will_continue: bool = False

    @property
    def in_words(self) -> str:
        """For a connection that the call did not come from."""
        result = json.dumps(self.response, ensure_ascii=False)
        return f"Tell me now what the function {self.name} has come to: {result}"


@dataclass(frozen=True, slots=True)
class Said:
    """One side's words, told to a session that has not heard them."""

    role: Literal["user", "model"]
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A page that an answer is grounded on."""

    title: str
    uri: str


@dataclass(frozen=True, slots=True)
class Grounding:
    """groundingMetadata: what Google Search gave to an answer."""

    sources: tuple[Source, ...] = ()
    queries: tuple[str, ...] = ()
    suggestions: str = ""
    """Google's search suggestions, an HTML document that has to be shown as it is."""


class ServerMessage(Struct, frozen=True):
    """One frame of the service's. The fields are not exclusive: all of one frame belong together."""

    speech: bytes = b""
    """PCM16 mono 24 kHz, the audio parts of the frame joined."""
    text: str = ""
    """The text parts joined, thoughts left out."""
    thought: str = ""
    """The parts marked as thoughts joined."""
    input_transcription: str = ""
    output_transcription: str = ""
    interrupted: bool = False
    generation_complete: bool = False
    turn_complete: bool = False
    turn_complete_reason: str = ""
    tokens: Tokens | None = None
    go_away_s: float | None = None
    resumption: Resumption | None = None
    activity: str = ""
    """`ACTIVITY_START` or `ACTIVITY_END` of the person's speech, where the service tells it."""
    calls: tuple[FunctionCall, ...] = ()
    cancelled_calls: tuple[str, ...] = ()
    """Ids of calls whose results are not wanted any more."""
    grounding: Grounding | None = None
    interaction: str = ""
    """`IN_PROGRESS` or `IDLE`, where the model tells with a turnComplete whether more of the answer comes."""

    @property
    def says_something(self) -> bool:
        """Of the conversation, not of the connection alone."""
        words = self.text or self.thought or self.input_transcription or self.output_transcription
        turn = self.interrupted or self.generation_complete or self.turn_complete
        return bool(self.speech or words or turn or self.calls or self.activity)


class BadMessage(ValueError):
    """A frame of the service's that is none of its messages."""


def decode_base64(text: str | bytes) -> bytes:
    """Either alphabet, padded or not. Raises binascii.Error."""
    data = text.encode("ascii", "replace") if isinstance(text, str) else text
    data = data.translate(_URL_SAFE)
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4), strict_mode=True)


def camel(name: str) -> str:
    """`turn_complete` -> `turnComplete`; a camelCase name is left as it is."""
    return _WORD_START.sub(lambda match: match[1].upper(), name)


def parse_duration(text: str) -> float:
    """Seconds of a protobuf Duration such as `"50s"` or `"0.440s"`; 0 where it is none."""
    try:
        return float(text.removesuffix("s"))
    except ValueError:
        return 0.0


def parse_server_message(frame: bytes | str) -> ServerMessage:
    """Raises BadMessage. Keys that are not known are passed over."""
    if (speech := _speech_alone(frame)) is not None:
        return speech
    try:
        message = json.loads(frame)
        if not isinstance(message, dict):
            raise BadMessage("a server message is a JSON object")
        return _server_message(message)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as problem:
        raise BadMessage(type(problem).__name__) from None


class _Blob(Struct, rename="camel", forbid_unknown_fields=True):
    mime_type: str
    data: bytes


class _Part(Struct, rename="camel", forbid_unknown_fields=True):
    inline_data: _Blob


class _ModelTurn(Struct, forbid_unknown_fields=True):
    parts: tuple[_Part]
    role: str = ""


class _Content(Struct, rename="camel", forbid_unknown_fields=True):
    model_turn: _ModelTurn


class _SpeechAlone(Struct, rename="camel", forbid_unknown_fields=True):
    server_content: _Content


_speech_decoder = msgspec.json.Decoder(_SpeechAlone)


def _speech_alone(frame: bytes | str) -> ServerMessage | None:
    """A piece of speech and nothing else, as most messages are, in a fifth of the time; None of any other."""
    try:
        (part,) = _speech_decoder.decode(frame).server_content.model_turn.parts
    except (msgspec.MsgspecError, ValueError):
        return None
    blob = part.inline_data
    return ServerMessage(speech=blob.data) if blob.mime_type.startswith("audio/") else None


def _server_message(message: dict[str, Any]) -> ServerMessage:
    content = _object(message, "serverContent")
    parts = _object(content, "modelTurn").get("parts") or []
    return ServerMessage(
        speech=_speech(parts),
        text="".join(part["text"] for part in parts if part.get("text") and not part.get("thought")),
        thought="".join(part["text"] for part in parts if part.get("text") and part.get("thought")),
        input_transcription=_transcription(content, "inputTranscription"),
        output_transcription=_transcription(content, "outputTranscription"),
        interrupted=bool(content.get("interrupted")),
        generation_complete=bool(content.get("generationComplete")),
        turn_complete=bool(content.get("turnComplete")),
        turn_complete_reason=str(content.get("turnCompleteReason") or ""),
        tokens=_tokens(message.get("usageMetadata")),
        go_away_s=_go_away(message.get("goAway")),
        resumption=_resumption(message.get("sessionResumptionUpdate")),
        activity=str(_object(message, "voiceActivity").get("type") or ""),
        calls=tuple(_call(each) for each in _object(message, "toolCall").get("functionCalls") or ()),
        cancelled_calls=tuple(map(str, _object(message, "toolCallCancellation").get("ids") or ())),
        grounding=_grounding(content.get("groundingMetadata")),
        interaction=str(content.get("interactionStatus") or ""),
    )


def _object(values: dict[str, Any], key: str) -> dict[str, Any]:
    value = values.get(key)
    return value if isinstance(value, dict) else {}


def _speech(parts: list[dict[str, Any]]) -> bytes:
    speech = []
    for part in parts:
        inline = part.get("inlineData")
        if inline and str(inline.get("mimeType", "")).startswith("audio/"):
            speech.append(decode_base64(inline["data"]))
    return b"".join(speech)


def _transcription(content: dict[str, Any], key: str) -> str:
    return str(_object(content, key).get("text") or "")


def _tokens(usage: dict[str, Any] | None) -> Tokens | None:
    if not usage:
        return None
    return Tokens(
        prompt_total=int(usage.get("promptTokenCount") or 0),
        response_total=int(usage.get("responseTokenCount") or 0),
        total=int(usage.get("totalTokenCount") or 0),
        tool_use_total=int(usage.get("toolUsePromptTokenCount") or 0),
        thoughts=int(usage.get("thoughtsTokenCount") or 0),
        prompt=_details(usage.get("promptTokensDetails")),
        response=_details(usage.get("responseTokensDetails")),
        tool_use=_details(usage.get("toolUsePromptTokensDetails")),
    )


def _details(details: list[dict[str, Any]] | None) -> tuple[tuple[str, int], ...]:
    return tuple((str(each.get("modality", "")), int(each.get("tokenCount") or 0)) for each in details or ())


def _go_away(go_away: dict[str, Any] | None) -> float | None:
    return None if go_away is None else parse_duration(str(go_away.get("timeLeft") or "0s"))


def _resumption(update: dict[str, Any] | None) -> Resumption | None:
    if update is None:
        return None
    return Resumption(handle=str(update.get("newHandle") or ""), resumable=bool(update.get("resumable")))


def _call(call: dict[str, Any]) -> FunctionCall:
    return FunctionCall(str(call.get("id") or ""), str(call.get("name") or ""), dict(call.get("args") or {}))


def _grounding(metadata: dict[str, Any] | None) -> Grounding | None:
    """https://ai.google.dev/api/generate-content#GroundingMetadata"""
    if not metadata:
        return None
    pages = [_object(chunk, "web") for chunk in metadata.get("groundingChunks") or ()]
    grounding = Grounding(
        sources=tuple(
            Source(str(page.get("title") or ""), str(page["uri"])) for page in pages if page.get("uri")
        ),
        queries=tuple(map(str, metadata.get("webSearchQueries") or ())),
        suggestions=str(_object(metadata, "searchEntryPoint").get("renderedContent") or ""),
    )
    return grounding if grounding != Grounding() else None
