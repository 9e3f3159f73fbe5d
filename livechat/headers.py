"""What a browser may do with our pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import async_only_middleware

PERMISSIONS_POLICY = ", ".join(
    [
        *(f"{feature}=(self)" for feature in ("camera", "microphone", "display-capture", "screen-wake-lock")),
        *(f"{feature}=()" for feature in ("geolocation", "payment", "usb", "serial")),
    ]
)


@async_only_middleware
def security_headers(
    get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]],
) -> Callable[[HttpRequest], Awaitable[HttpResponseBase]]:
    async def middleware(request: HttpRequest) -> HttpResponseBase:
        response = await get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_security_policy(request))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    return middleware


def content_security_policy(request: HttpRequest, *, style_nonce: str = "") -> str:
    """Everything from this origin; its WebSocket is named, since 'self' is not one in every browser.

    `style_nonce` lets in style sheets that stand within a document and carry it: those of the sandboxed frame
    with Google's search suggestions, which inherits the page's policy.
    """
    styles = f"'self' 'nonce-{style_nonce}'" if style_nonce else "'self'"
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            f"style-src {styles}",
            "worker-src 'self'",
            f"connect-src 'self' {_own_socket(request)}".rstrip(),
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def _own_socket(request: HttpRequest) -> str:
    try:
        return f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    except DisallowedHost:
        return ""
