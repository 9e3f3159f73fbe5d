from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from pytest_django import Settings

from chat.errors import Forbidden, LoginRequired
from chat.people.owners import GUEST_COOKIE, Owner, admit, may_talk, owner_of
from tests.support.http import cookie_header
from tests.support.people import visit
from tests.support.service import Service

NOBODY, GUEST, USER = Owner(), Owner(guest="b" * 32), Owner(user_id=1)


@pytest.mark.parametrize("endpoint", ["gemini", "vertex"])
def test_a_real_endpoint_talks_with_users_only(settings: Settings, endpoint: str) -> None:
    settings.LIVECHAT_ENDPOINT = endpoint
    assert [may_talk(owner) for owner in (NOBODY, GUEST, USER)] == [False, False, True]
    with pytest.raises(LoginRequired):
        admit(GUEST, origin="https://here", bearer=False)
    admit(USER, origin="https://here", bearer=False)


def test_guests_talk_where_they_are_allowed(settings: Settings) -> None:
    settings.LIVECHAT_ENDPOINT = "gemini"
    settings.LIVECHAT_GUESTS = True
    admit(GUEST, origin="https://here", bearer=False)


def test_without_an_origin_only_a_tokens_ticket_gets_in(settings: Settings) -> None:
    settings.LIVECHAT_ENDPOINT = "gemini"
    with pytest.raises(Forbidden) as refused:
        admit(USER, origin=None, bearer=False)
    assert refused.value.code == "origin_missing"
    admit(USER, origin=None, bearer=True)


def test_the_keyless_loopback_default_asks_for_no_origin(settings: Settings) -> None:
    admit(NOBODY, origin=None, bearer=False)
    settings.LIVECHAT_PUBLIC = True
    with pytest.raises(Forbidden):
        admit(NOBODY, origin=None, bearer=False)


def test_a_user_owns_before_a_cookie_does() -> None:
    assert owner_of({"headers": [], "user": User(pk=7)}) == Owner(user_id=7)


@pytest.mark.parametrize("cookie", ["", "forged", "b:c:d", f"{'b' * 32}:1xVBDE:LuiJksZZ"])
def test_a_forged_guest_cookie_is_nobodys(cookie: str) -> None:
    headers = [(b"cookie", f"{GUEST_COOKIE}={cookie}".encode())]
    assert owner_of({"headers": headers, "user": AnonymousUser()}) == NOBODY


def test_a_browser_keeps_the_guest_it_was_given(module_service: Service) -> None:
    cookies = visit(module_service)
    assert len(cookies[GUEST_COOKIE].split(":")[0]) == 32
    again = module_service.get("/", cookie_header(cookies))
    assert GUEST_COOKIE not in again.cookies
    set_cookie = module_service.get("/").headers["set-cookie"]
    assert "SameSite=Lax" in set_cookie
