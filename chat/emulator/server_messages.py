"""What the emulator says: camelCase JSON as bytes, so that it travels in binary frames like the service's.

https://ai.google.dev/api/live#server-messages
"""

from __future__ import annotations

import base64
import json
from typing import Any

from chat.emulator.usage import TokenCount, Usage
from chat.gemini.wire import OUTPUT_MIME

NOTHING = b"{}"
"""The service sends it often; a client takes it for a message with nothing in it."""

_SPEECH = (
    b'{"serverContent":{"modelTurn":{"role":"model","parts":[{"inlineData":{"mimeType":"%s","data":"%%b"}}]}}}'
    % OUTPUT_MIME.encode()
)


def setup_complete() -> bytes:
    return _encode({"setupComplete": {}})


def speech(pcm: bytes) -> bytes:
    """PCM16 mono 24 kHz."""
    return _SPEECH % base64.b64encode(pcm)


def text(piece: str) -> bytes:
    return _content(modelTurn={"role": "model", "parts": [{"text": piece}]})


def input_transcription(words: str) -> bytes:
    return _content(inputTranscription={"text": words})


def output_transcription(words: str) -> bytes:
    return _content(outputTranscription={"text": words})


def interrupted() -> bytes:
    return _content(interrupted=True)


def generation_complete() -> bytes:
    return _content(generationComplete=True)


def turn_complete(usage: Usage) -> bytes:
    return _encode({"serverContent": {"turnComplete": True}, "usageMetadata": _usage(usage)})


def resumable(handle: str) -> bytes:
    return _encode({"sessionResumptionUpdate": {"newHandle": handle, "resumable": True}})


def not_resumable() -> bytes:
    """While the model speaks no handle holds."""
    return _encode({"sessionResumptionUpdate": {"resumable": False}})


def go_away(time_left_s: float) -> bytes:
    return _encode({"goAway": {"timeLeft": f"{time_left_s:g}s"}})


def _content(**content: Any) -> bytes:
    return _encode({"serverContent": content})


def _encode(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _usage(usage: Usage) -> dict[str, Any]:
    prompt, response = usage.prompt.total(), usage.response.total()
    return {
        "promptTokenCount": prompt,
        "responseTokenCount": response,
        "totalTokenCount": prompt + response,
        "promptTokensDetails": _details(usage.prompt),
        "responseTokensDetails": _details(usage.response),
    }


def _details(count: TokenCount) -> list[dict[str, Any]]:
    return [{"modality": modality, "tokenCount": tokens} for modality, tokens in count.items() if tokens]
