"""What the emulator says: camelCase JSON as bytes, so that it travels in binary frames like the service's.

https://ai.google.dev/api/live#server-messages
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Sequence
from typing import Any

from chat.emulator.tool_calls import IssuedCall
from chat.emulator.usage import TokenCount, Usage
from chat.gemini.wire import OUTPUT_MIME

NOTHING = b"{}"
"""The service sends it often; a client takes it for a message with nothing in it."""

BAD_JSON = b'{"serverContent": {'
UNKNOWN_KEYS_ONLY = b'{"speechState": {"state": "LISTENING"}}'

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


def thought(words: str) -> bytes:
    return _content(modelTurn={"role": "model", "parts": [{"text": words, "thought": True}]})


def grounding(queries: Sequence[str], sources: Sequence[tuple[str, str]]) -> bytes:
    """What was searched for, and the title and address of each source."""
    links = "".join(f"<a>{html.escape(query)}</a>" for query in queries)
    return _content(
        groundingMetadata={
            "webSearchQueries": list(queries),
            "groundingChunks": [{"web": {"uri": uri, "title": title}} for title, uri in sources],
            "searchEntryPoint": {"renderedContent": f"<div>{links}</div>"},
        }
    )


def input_transcription(words: str, language: str = "") -> bytes:
    """`language` is a BCP-47 code; "" for none told."""
    return _content(inputTranscription={"text": words, **({"languageCode": language} if language else {})})


def output_transcription(words: str) -> bytes:
    return _content(outputTranscription={"text": words})


def interrupted() -> bytes:
    return _content(interrupted=True)


def generation_complete() -> bytes:
    return _content(generationComplete=True)


def turn_complete(usage: Usage, interaction: str = "") -> bytes:
    """`interaction` is IN_PROGRESS or IDLE, "" for a model that tells none."""
    status = {"interactionStatus": interaction} if interaction else {}
    return _encode({"serverContent": {"turnComplete": True, **status}, "usageMetadata": _usage(usage)})


def tool_call(calls: Sequence[IssuedCall]) -> bytes:
    return _encode(
        {
            "toolCall": {
                "functionCalls": [
                    {"id": each.id, "name": each.call.name, "args": each.call.arguments} for each in calls
                ]
            }
        }
    )


def tool_call_cancellation(ids: Sequence[str]) -> bytes:
    return _encode({"toolCallCancellation": {"ids": list(ids)}})


def voice_activity(kind: str, offset_s: float) -> bytes:
    """ACTIVITY_START or ACTIVITY_END, after so much sound."""
    return _encode({"serverContent": {}, "voiceActivity": {"type": kind, "audioOffset": f"{offset_s:.3f}s"}})


def padded(message_bytes: int) -> bytes:
    """A message with nothing in it, and so many bytes long."""
    start, end = b'{"serverContent":{},"padding":"', b'"}'
    return start + b"x" * (message_bytes - len(start) - len(end)) + end


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
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _usage(usage: Usage) -> dict[str, Any]:
    prompt, response = usage.prompt.total() + usage.gap, usage.response.total()
    tool_use = usage.tool_use.total()
    metadata: dict[str, Any] = {
        "promptTokenCount": prompt,
        "responseTokenCount": response,
        "totalTokenCount": prompt + response + tool_use + usage.thoughts,
        "promptTokensDetails": _details(usage.prompt),
        "responseTokensDetails": _details(usage.response),
    }
    if tool_use:
        metadata["toolUsePromptTokenCount"] = tool_use
        metadata["toolUsePromptTokensDetails"] = _details(usage.tool_use)
    if usage.thoughts:
        metadata["thoughtsTokenCount"] = usage.thoughts
    return metadata


def _details(count: TokenCount) -> list[dict[str, Any]]:
    return [{"modality": modality, "tokenCount": tokens} for modality, tokens in count.items() if tokens]
