"""Which pages may open a WebSocket here. Cookies go along with every one, so the page's origin decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?")
LOCAL_ORIGIN = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")


def header(scope: Mapping[str, Any], name: bytes) -> str | None:
    """The header's value; None where it is missing, or sent twice with different values."""
    values = {value.decode("latin-1") for key, value in scope["headers"] if key == name}
    return values.pop() if len(values) == 1 else None


def is_exact_origin(text: str) -> bool:
    """`scheme://host` or `scheme://host:port`, lower case, nothing after it."""
    return ORIGIN.fullmatch(text) is not None


def host_allowed(host: str) -> bool:
    """The Host header names us; else a name that a stranger points at this machine would count as ours."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def origin_allowed(scope: Mapping[str, Any], origin: str) -> bool:
    """The page's own origin, one that was configured, or, in the keyless loopback default, any local one."""
    origin = origin.lower()
    if origin == own_origin(scope) or origin in settings.LIVECHAT_ALLOWED_ORIGINS:
        return True
    return keyless_loopback() and LOCAL_ORIGIN.fullmatch(origin) is not None


def own_origin(scope: Mapping[str, Any]) -> str:
    """Scheme and host that the browser used to reach us, as far as a proxy that is trusted tells."""
    return f"{'https' if _over_tls(scope) else 'http'}://{(header(scope, b'host') or '').lower()}"


def keyless_loopback() -> bool:
    """Nobody's money and nobody from outside: the default of a checkout."""
    return settings.LIVECHAT_ENDPOINT == "emulator" and not settings.LIVECHAT_PUBLIC


def _over_tls(scope: Mapping[str, Any]) -> bool:
    if scope.get("scheme") == "wss":
        return True
    return bool(settings.LIVECHAT_TLS_PROXY) and header(scope, b"x-forwarded-proto") == "https"
