"""The service's messages, transcribed from its reference: what client and emulator are both held to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Message = dict[str, Any]


def golden(file: str) -> dict[str, Message]:
    """By name. Of a file beside this one, or at a path."""
    messages = json.loads((Path(__file__).parent / file).read_text())["messages"]
    assert isinstance(messages, dict)
    return messages


CLIENT_MESSAGES = golden("client_messages.json")
SERVER_MESSAGES = golden("server_messages.json")
