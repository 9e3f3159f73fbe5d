"""The WebSocket's way in, before any row is read or any upstream opened."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from channels.auth import get_user
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError

from livechat.origins import header, host_allowed, origin_allowed

logger = logging.getLogger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


async def deny(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuses the handshake: the client sees 403."""
    await receive()
    await send({"type": "websocket.close"})


class OriginGate:
    """Refuses foreign pages. After it `scope["origin"]` is the page's origin, None where none was sent."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origins = [value for key, value in scope["headers"] if key == b"origin"]
        origin = header(scope, b"origin")
        if not host_allowed(header(scope, b"host") or ""):
            logger.warning("refused a WebSocket: its Host is not in ALLOWED_HOSTS")
        elif origins and (origin is None or not origin_allowed(scope, origin)):
            logger.warning(
                "refused a WebSocket of a foreign page: see LIVECHAT_ALLOWED_ORIGINS, LIVECHAT_TLS_PROXY"
            )
        else:
            return await self._inner({**scope, "origin": origin}, receive, send)
        return await deny(scope, receive, send)


class SessionUser:
    """`scope["user"]` from the session cookie; a failing database is one line in the log and a refusal.

    Channels' own SessionMiddleware would look at each message that is sent: a socket changes no session.
    """

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            user = await _user_of(scope["cookies"].get(settings.SESSION_COOKIE_NAME))
        except DatabaseError as problem:
            logger.error("refused a WebSocket: the database failed (%s)", type(problem).__name__)
            return await deny(scope, receive, send)
        return await self._inner({**scope, "user": user}, receive, send)


async def _user_of(session_key: str | None) -> AbstractBaseUser | AnonymousUser:
    if not session_key:
        return AnonymousUser()
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return await get_user({"session": session})  # type: ignore[no-any-return]
