"""The application as it is, but that the words "!raise" meet a fault of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chat.session import LiveSession
from livechat.asgi import application

ORDER = "!raise"

_read: Callable[..., Any] = LiveSession.read


def _break(session: LiveSession, text: str, *more: Any, **named: Any) -> Any:
    if text == ORDER:
        raise ZeroDivisionError
    return _read(session, text, *more, **named)


setattr(LiveSession, "read", _break)  # noqa: B010  # to a type checker it would be another method

__all__ = ["application"]
