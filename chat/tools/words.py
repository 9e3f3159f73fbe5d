"""A call in words, for the transcript: `set_timer(seconds=5) → The timer is set.`"""

from __future__ import annotations

import json
from typing import Any

MAX_ARGUMENT_CHARS = 300
MAX_RESULT_CHARS = 1_000

CANCELLED = "cancelled"
OVER = "ended with the talk"


def call_in_words(name: str, arguments: dict[str, Any]) -> str:
    given = ", ".join(f"{key}={_json(value)}" for key, value in arguments.items())
    return f"{name}({_short(given, MAX_ARGUMENT_CHARS)})"


def outcome_in_words(call: str, response: dict[str, Any]) -> str:
    """`response` is `{"result": …}` or `{"error": …}`."""
    if "error" in response:
        return f"{call} → failed: {_short(str(response['error']), MAX_RESULT_CHARS)}"
    value = response.get("result")
    return f"{call} → {_short(value if isinstance(value, str) else _json(value), MAX_RESULT_CHARS)}"


def end_in_words(call: str, end: str) -> str:
    return f"{call} → {end}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]} …"
