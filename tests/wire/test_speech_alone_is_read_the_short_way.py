"""Speech and nothing else is decoded in one step; the two ways to read it never differ."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from chat.gemini import wire
from chat.gemini.wire import BadMessage, ServerMessage, parse_server_message

SPEECH = bytes(range(256)) * 4 + b"\xfb\xff"
STANDARD = base64.b64encode(SPEECH).decode()
URL_SAFE = base64.urlsafe_b64encode(SPEECH).decode()


def saying(*data: str, mime: str = "audio/pcm;rate=24000", **beside: Any) -> dict[str, Any]:
    parts = [{"inlineData": {"mimeType": mime, "data": each}} for each in data]
    return {"serverContent": {"modelTurn": {"parts": parts, **beside}}}


ALIKE = {
    "as the service sends it": saying(STANDARD),
    "with its role": saying(STANDARD, role="model"),
    "in the other alphabet": saying(URL_SAFE),
    "without padding": saying(STANDARD.rstrip("=")),
    "in two parts": saying(STANDARD, "AAAA"),
    "of no bytes": saying(""),
    "what is no sound": saying(STANDARD, mime="image/png"),
    "with what is not known": saying(STANDARD, more=1),
    "beside a transcription": {
        "serverContent": saying(STANDARD)["serverContent"] | {"outputTranscription": {"text": "hi"}}
    },
    "beside usage": saying(STANDARD) | {"usageMetadata": {"totalTokenCount": 5}},
    "at the end of a turn": {"serverContent": saying(STANDARD)["serverContent"] | {"turnComplete": True}},
}


@pytest.mark.parametrize("name", ALIKE)
def test_both_ways_read_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = json.dumps(ALIKE[name]).encode()
    shortly = parse_server_message(frame)
    monkeypatch.setattr(wire, "_speech_alone", lambda frame: None)
    assert parse_server_message(frame) == shortly


@pytest.mark.parametrize("name", ["as the service sends it", "with its role"])
def test_the_usual_message_goes_the_short_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(message: dict[str, Any]) -> ServerMessage:
        raise AssertionError("the long way")

    monkeypatch.setattr(wire, "_server_message", never)
    assert parse_server_message(json.dumps(ALIKE[name]).encode()) == ServerMessage(speech=SPEECH)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"{",
        b"\xff",
        b'"speech"',
        b"[]",
        json.dumps(saying("&&&&")).encode(),
        json.dumps(saying("A")).encode(),
    ],
)
def test_garbage_is_refused_as_ever(frame: bytes) -> None:
    with pytest.raises(BadMessage):
        parse_server_message(frame)
