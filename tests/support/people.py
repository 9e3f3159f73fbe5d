"""How a browser logs in, as far as HTTP goes."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.support.http import cookie_header
from tests.support.service import PASSWORD, Service


def visit(service: Service) -> dict[str, str]:
    """The cookies of a browser that has opened the page."""
    return dict(service.get("/").cookies)


def log_in(service: Service, name: str) -> dict[str, str]:
    """The cookies of a browser in which `name` (made by `add_user`) has logged in."""
    cookies = visit(service)
    form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": cookies["csrftoken"]}
    headers = {"Content-Type": "application/x-www-form-urlencoded", **cookie_header(cookies)}
    reply = service.post("/login/", headers, urlencode(form))
    assert reply.status == 302, reply.body
    return cookies | dict(reply.cookies)


def with_csrf(cookies: dict[str, str]) -> dict[str, str]:
    """The headers of a page's own POST."""
    return {"X-CSRFToken": cookies["csrftoken"], **cookie_header(cookies)}
