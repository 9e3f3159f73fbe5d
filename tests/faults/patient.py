"""The application as it is, but for its patience: thousands of clients can't all come within ten seconds."""

from __future__ import annotations

from chat.protocol import limits

limits.HELLO_WITHIN_S = 3600

from livechat.asgi import application  # noqa: E402  # reads the limit that is set above

__all__ = ["application"]
