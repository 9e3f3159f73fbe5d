"""What BidiGenerateContent says, as one frozen type, whatever way it was read.

Google's messages are ProtoJSON: lowerCamel and snake_case name the same field, bytes are base64 in the
standard or the URL-safe alphabet, padded or not. https://ai.google.dev/api/live
"""

from __future__ import annotations

import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

INPUT_MIME = "audio/pcm;rate=16000"
OUTPUT_MIME = "audio/pcm;rate=24000"
PICTURE_MIME = "image/jpeg"

_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_WORD_START = re.compile(r"_([a-z0-9])")


@dataclass(frozen=True, slots=True)
class Tokens:
    """usageMetadata. `prompt` and `response` are by modality; they do not always sum to their totals."""

    prompt_total: int = 0
    response_total: int = 0
    total: int = 0
    prompt: tuple[tuple[str, int], ...] = ()
    response: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Resumption:
    handle: str
    resumable: bool


@dataclass(frozen=True, slots=True)
class ServerMessage:
    """One frame of the service's. The fields are not exclusive: all of one frame belong together."""

    speech: bytes = b""
    """PCM16 mono 24 kHz, the audio parts of the frame joined."""
    text: str = ""
    """The text parts joined, thoughts left out."""
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
    """Raises ValueError where the frame is not a JSON object. Keys that are not known are passed over."""
    message = json.loads(frame)
    if not isinstance(message, dict):
        raise ValueError("a server message is a JSON object")
    content = _object(message, "serverContent")
    speech, text = _parts(_object(content, "modelTurn"))
    return ServerMessage(
        speech=speech,
        text=text,
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
    )


def _object(values: dict[str, Any], key: str) -> dict[str, Any]:
    value = values.get(key)
    return value if isinstance(value, dict) else {}


def _parts(model_turn: dict[str, Any]) -> tuple[bytes, str]:
    speech, text = [], []
    for part in model_turn.get("parts") or ():
        inline = part.get("inlineData")
        if inline and str(inline.get("mimeType", "")).startswith("audio/"):
            speech.append(decode_base64(inline["data"]))
        if part.get("text") and not part.get("thought"):
            text.append(part["text"])
    return b"".join(speech), "".join(text)


def _transcription(content: dict[str, Any], key: str) -> str:
    return str(_object(content, key).get("text") or "")


def _tokens(usage: dict[str, Any] | None) -> Tokens | None:
    if not usage:
        return None
    return Tokens(
        prompt_total=int(usage.get("promptTokenCount") or 0),
        response_total=int(usage.get("responseTokenCount") or 0),
        total=int(usage.get("totalTokenCount") or 0),
        prompt=_details(usage.get("promptTokensDetails")),
        response=_details(usage.get("responseTokensDetails")),
    )


def _details(details: list[dict[str, Any]] | None) -> tuple[tuple[str, int], ...]:
    return tuple((str(each.get("modality", "")), int(each.get("tokenCount") or 0)) for each in details or ())


def _go_away(go_away: dict[str, Any] | None) -> float | None:
    return None if go_away is None else parse_duration(str(go_away.get("timeLeft") or "0s"))


def _resumption(update: dict[str, Any] | None) -> Resumption | None:
    if update is None:
        return None
    return Resumption(handle=str(update.get("newHandle") or ""), resumable=bool(update.get("resumable")))
