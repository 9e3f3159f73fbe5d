from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.utils import timezone

from chat.people.models import AccessToken, Ticket
from chat.people.owners import Owner
from chat.people.tickets import (
    TICKET_LIFE_S,
    TicketGrant,
    issue_ticket,
    make_access_token,
    owner_of_token,
    redeem,
)
from chat.records.thread import in_record_thread
from tests.support.chat_client import chat_client
from tests.support.people import log_in, visit, with_csrf
from tests.support.service import Service

# Nothing listens on port 1.
REAL = {"GEMINI_API_KEY": "key", "LIVECHAT_BASE_URL": "https://127.0.0.1:1/"}
GUEST = Owner(guest="b" * 32)


@pytest.mark.django_db(transaction=True)
async def test_a_ticket_is_good_once() -> None:
    ticket = await sync_to_async(issue_ticket)(GUEST)
    assert await in_record_thread(redeem, ticket) == TicketGrant(GUEST, bearer=False)
    assert await in_record_thread(redeem, ticket) is None


@pytest.mark.django_db(transaction=True)
async def test_of_ten_who_redeem_one_ticket_at_once_one_gets_in() -> None:
    ticket = await sync_to_async(issue_ticket)(GUEST)
    grants = await asyncio.gather(*(in_record_thread(redeem, ticket) for _ in range(10)))
    assert sum(grant is not None for grant in grants) == 1


@pytest.mark.django_db(transaction=True)
async def test_an_expired_ticket_lets_nobody_in_and_is_swept_by_the_next() -> None:
    ticket = await sync_to_async(issue_ticket)(GUEST)
    past = timezone.now() - timedelta(seconds=1)
    assert await Ticket.objects.aupdate(expires_at=past) == 1
    assert await in_record_thread(redeem, ticket) is None
    await sync_to_async(issue_ticket)(GUEST)
    assert await Ticket.objects.acount() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ticket", ["", "x", "\0", "é" * 100, "\ud800"])
async def test_an_invented_ticket_lets_nobody_in(ticket: str) -> None:
    assert await in_record_thread(redeem, ticket) is None


@pytest.mark.django_db(transaction=True)
async def test_a_deactivated_users_ticket_lets_nobody_in() -> None:
    user = await User.objects.acreate(username="ada")
    ticket = await sync_to_async(issue_ticket)(Owner(user.pk))
    await User.objects.aupdate(is_active=False)
    assert await in_record_thread(redeem, ticket) is None


@pytest.mark.django_db
def test_only_digests_are_stored() -> None:
    ticket = issue_ticket(GUEST)
    row, token = make_access_token("radio", User.objects.create(username="ada"))
    assert ticket not in repr(Ticket.objects.values_list())
    assert token not in repr(AccessToken.objects.values_list())


@pytest.mark.django_db
def test_an_access_token_names_its_user_until_it_is_deleted() -> None:
    user = User.objects.create(username="ada")
    row, token = make_access_token("radio", user)
    assert owner_of_token(token) == Owner(user.pk)
    row.refresh_from_db()
    assert row.last_used_at is not None
    row.delete()
    assert owner_of_token(token) is None


@pytest.mark.django_db
def test_a_deactivated_users_access_token_is_refused() -> None:
    user = User.objects.create(username="ada", is_active=False)
    assert owner_of_token(make_access_token("radio", user)[1]) is None


async def test_a_page_gets_a_ticket_with_its_csrf_token_and_talks_with_it(module_service: Service) -> None:
    reply = module_service.post("/api/ticket/", with_csrf(visit(module_service)))
    assert reply.status == 200
    assert reply.json()["expires_s"] == TICKET_LIFE_S
    assert "no-store" in reply.headers["cache-control"]
    ticket = reply.json()["ticket"]
    async with chat_client(module_service) as client:
        await client.hello(ticket=ticket, modality="TEXT")
        await client.send("goodbye")
        assert await client.closed() == (1000, "")
    async with chat_client(module_service) as again:
        await again.send("hello", ticket=ticket, modality="TEXT")
        code, error = await again.closed()
        assert code == 4401


def test_without_a_csrf_token_there_is_no_ticket(module_service: Service) -> None:
    reply = module_service.post("/api/ticket/")
    assert (reply.status, reply.json()["error"]["code"]) == (403, "csrf")


def test_an_unknown_access_token_is_refused(module_service: Service) -> None:
    reply = module_service.post("/api/ticket/", {"Authorization": "Bearer lc_invented"})
    assert (reply.status, reply.json()["error"]["code"]) == (401, "bad_token")


def test_a_ticket_is_posted_for(module_service: Service) -> None:
    assert module_service.get("/api/ticket/").status == 405


@pytest.mark.service_environment(**REAL)
async def test_with_a_real_endpoint_only_who_logs_in_gets_in(service: Service) -> None:
    visitor = visit(service)
    reply = service.post("/api/ticket/", with_csrf(visitor))
    assert (reply.status, reply.json()["error"]["code"]) == (401, "login_required")
    async with chat_client(service) as client:
        await client.send("hello")
        assert await client.closed() == (4401, "login_required")
    service.add_user("ada")
    assert service.post("/api/ticket/", with_csrf(log_in(service, "ada"))).status == 200


@pytest.mark.service_environment(**REAL, LIVECHAT_GUESTS="1")
def test_guests_get_a_ticket_where_they_are_allowed(service: Service) -> None:
    assert service.post("/api/ticket/", with_csrf(visit(service))).status == 200
