"""One sample of each kind of message, without what is anybody's, in the form of the files in tests/wire."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from chat.probe.facts import Seen, name_of
from chat.probe.words import SAID

KEPT = {"mimeType", "role", "modality", "languageCode"}
"""Fields of which every value is the protocol's."""
REPLACED = {
    "newHandle": "a-handle",
    "sessionId": "a-session",
    "text": "words",
    "uri": "https://a.example/",
    "lastConsumedClientMessageIndex": "1",
}
REDACTED = "redacted"
MEDIA_CHARS = 8
"""Of base64: six bytes."""

_OF_THE_PROTOCOL = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|START|END|IDLE|[0-9]+(\.[0-9]+)?s")
"""A word of an enumeration, or a duration."""


class Samples:
    """The first of each kind."""

    def __init__(self) -> None:
        self.messages: dict[str, dict[str, Any]] = {}
        self._ids: dict[str, str] = {}

    def add(self, name: str, fields: dict[str, Any]) -> None:
        if name not in self.messages:
            self.messages[name] = self._object(fields)

    def add_seen(self, seen: Seen) -> None:
        self.add(name_of(seen.message, seen.fields), seen.fields)

    def write(self, file: Path, source: str) -> None:
        """Raises OSError."""
        content = {"source": source, "messages": self.messages}
        file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")

    def _object(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {name: self._redacted(name, value) for name, value in fields.items()}

    def _redacted(self, name: str, value: Any) -> Any:
        match value:
            case dict():
                return self._object(value)
            case list():
                return [self._redacted(name, each) for each in value]
            case str():
                return self._word(name, value)
            case _:
                return value

    def _word(self, name: str, value: str) -> str:
        """What is not known to be the protocol's or the probe's own is taken out."""
        if name in ("id", "ids"):
            return self._ids.setdefault(value, f"function-call-{len(self._ids) + 1}")
        if name == "data":
            return value[:MEDIA_CHARS]
        if name in REPLACED:
            return REPLACED[name] if value else ""
        own = any(value in sentence for sentence in SAID)
        return value if own or name in KEPT or _OF_THE_PROTOCOL.fullmatch(value) else REDACTED
