"""To whom a conversation belongs, and who may have one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, get_cookie_signer
from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie

from chat.errors import Forbidden, LoginRequired
from livechat.origins import header, keyless_loopback

GUEST_COOKIE = "livechat_guest"
GUEST_COOKIE_AGE_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Owner:
    """A user, or the browser that holds a guest cookie, or (neither) a program that came without any."""

    user_id: int | None = None
    guest: str = ""

    @property
    def known(self) -> bool:
        return self.user_id is not None


def owner_of(scope: Mapping[str, Any]) -> Owner:
    """The owner that a WebSocket's session and guest cookie name."""
    user = scope.get("user")
    cookies = parse_cookie(header(scope, b"cookie") or "")
    return _owner(user, cookies.get(GUEST_COOKIE, ""))


def owner_of_request(request: HttpRequest) -> Owner:
    return _owner(request.user, request.COOKIES.get(GUEST_COOKIE, ""))


def ensure_guest(request: HttpRequest, response: HttpResponse) -> None:
    """Gives a browser that is nobody's a name of its own: its conversations are told from others' by it."""
    if owner_of_request(request) != Owner():
        return
    response.set_cookie(
        GUEST_COOKIE,
        _signer().sign(uuid.uuid4().hex),
        max_age=GUEST_COOKIE_AGE_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def may_talk(owner: Owner) -> bool:
    """With a real endpoint only users, unless guests are allowed; the emulator answers anyone."""
    return owner.known or settings.LIVECHAT_GUESTS or settings.LIVECHAT_ENDPOINT == "emulator"


def admit(owner: Owner, *, origin: str | None, bearer: bool) -> None:
    """Raises LoginRequired for who must log in, Forbidden for a nameless client without a token's ticket.

    `origin` is None where the client sent none, as no browser does; `bearer` tells that an access token
    made the ticket.
    """
    if not may_talk(owner):
        raise LoginRequired("login_required", "Please log in: this server talks with its own people only.")
    if origin is None and not bearer and not keyless_loopback():
        raise Forbidden(
            "origin_missing", "A client that sends no Origin needs a ticket made with an access token."
        )


def _owner(user: Any, cookie: str) -> Owner:
    if user is not None and user.is_authenticated:
        return Owner(user_id=user.pk)
    return Owner(guest=_guest(cookie))


def _guest(cookie: str) -> str:
    try:
        return str(_signer().unsign(cookie, max_age=GUEST_COOKIE_AGE_S))
    except BadSignature:
        return ""


def _signer() -> Any:
    return get_cookie_signer(salt=GUEST_COOKIE)
