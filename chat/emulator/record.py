"""A record of all that came and went, one JSON object a line, for tests to compare.

Sound and pictures are told as their size alone; a key never gets here, for it travels in no message.
"""

from __future__ import annotations

import json
import time
import zlib
from dataclasses import dataclass, field
from typing import Any, TextIO

from chat.emulator.refusals import Close, wire_reason
from chat.gemini.wire import ServerMessage, camel, parse_server_message

LONGEST_NO_JSON = 200
"""Characters of a frame that is no JSON."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Of a turn, up to and with a message."""

    size: int = 0
    crc32: int = 0

    def then(self, pcm: bytes) -> Speech:
        return Speech(self.size + len(pcm), zlib.crc32(pcm, self.crc32))


@dataclass(frozen=True, slots=True)
class Record:
    """Of all connections of one emulator."""

    stream: TextIO
    began: float = field(default_factory=time.monotonic)
    _speech: dict[int, Speech] = field(default_factory=dict)
    """Of each connection's turn."""

    def connected(self, connection: int, path: str) -> None:
        self._write(connection, "connect", path=path.partition("?")[0])

    def received(self, connection: int, frame: bytes | str) -> None:
        self._write(connection, "client", **_told(frame))

    def resumed(self, connection: int, earlier: int) -> None:
        """The setup's handle was given to an earlier connection."""
        self._write(connection, "resume", of=earlier)

    def sent(self, connection: int, frame: bytes) -> None:
        told, message = _told(frame), _parsed(frame)
        if message.speech:
            speech = self._speech[connection] = self._speech.get(connection, Speech()).then(message.speech)
            told["speech"] = {"bytes": speech.size, "crc32": speech.crc32}
        if message.turn_complete:
            self._speech.pop(connection, None)
        self._write(connection, "server", **told)

    def closed(self, connection: int, close: Close | None) -> None:
        """None where the connection was broken off."""
        self._speech.pop(connection, None)
        self._write(
            connection,
            "close",
            **({"code": close.code, "reason": wire_reason(close.reason)} if close else {}),
        )

    def _write(self, connection: int, source: str, **what: Any) -> None:
        line = {
            "t": round(time.monotonic() - self.began, 3),
            "connection": connection,
            "from": source,
            **what,
        }
        self.stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.stream.flush()


def _told(frame: bytes | str) -> dict[str, Any]:
    try:
        return {"message": redacted(json.loads(frame))}
    except (ValueError, RecursionError):
        text = frame if isinstance(frame, str) else frame.decode(errors="replace")
        return {"no_json": text[:LONGEST_NO_JSON]}


def _parsed(frame: bytes) -> ServerMessage:
    """Nothing where a client could not read it."""
    try:
        return parse_server_message(frame)
    except ValueError:
        return ServerMessage()


def redacted(value: Any) -> Any:
    """The same, with the bytes of media as `{"bytes": their number}`."""
    if isinstance(value, list):
        return [redacted(each) for each in value]
    if not isinstance(value, dict):
        return value
    medium = any(camel(name) == "mimeType" for name in value)
    return {
        name: {"bytes": _size(each)}
        if medium and name == "data" and isinstance(each, str)
        else redacted(each)
        for name, each in value.items()
    }


def _size(base64: str) -> int:
    return len(base64.rstrip("=")) * 3 // 4
