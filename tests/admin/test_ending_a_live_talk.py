"""An operator sees how a live talk stands, and can end it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db.models import F
from django.test import Client
from django.urls import reverse

from chat.leases.worker import ago
from chat.models import Conversation, Lease, Worker
from chat.transcript import Speaker
from tests.admin.pages import LIST, deletion, detail, source, words
from tests.leases.makers import STANDING
from tests.records.rows import held, talk


@pytest.fixture
def live(db: None) -> Conversation:
    return held(talk((Speaker.USER, "hello")))


def end(conversation: Conversation) -> str:
    return reverse("admin:chat_conversation_end", args=[conversation.pk])


def told(client: Client, path: str) -> str:
    """What stands on the page that a POST leads to."""
    response = client.post(path, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({}, "live now"),
        ({"detached_at": ago(1)}, "browser away"),
        ({"released_at": ago(1)}, "between two servers"),
        ({"released_at": ago(1), "detached_at": ago(5)}, "between two servers"),
        ({"end_requested": True}, "being ended"),
    ],
)
def test_the_list_and_the_page_say_how_it_stands(
    operator: Client, live: Conversation, change: dict[str, object], label: str
) -> None:
    Lease.objects.update(**change)
    assert label in words(operator, LIST)
    assert label in words(operator, detail(live))


def test_a_talk_whose_server_is_gone_is_not_shown_as_live(operator: Client, live: Conversation) -> None:
    Worker.objects.update(seen_at=F("seen_at") - timedelta(seconds=10))
    assert "server lost" in words(operator, LIST)


def test_the_worker_that_holds_it_is_asked_to_end_it(operator: Client, live: Conversation) -> None:
    assert "End this talk" in words(operator, detail(live))
    assert "The talk is being ended." in told(operator, end(live))
    assert Lease.objects.get().end_requested
    live.refresh_from_db()
    assert live.live


def test_one_that_no_worker_holds_is_closed_at_once(operator: Client, live: Conversation) -> None:
    Lease.objects.update(released_at=ago(1))
    assert "The talk is ended." in told(operator, end(live))
    live.refresh_from_db()
    assert (live.outcome, live.error_code, live.turns) == ("ended", "", STANDING.turns)
    assert "ended by an operator" in words(operator, detail(live))
    assert "End this talk" not in words(operator, detail(live))


def test_one_that_is_over_stays_as_it_was(operator: Client) -> None:
    conversation = talk((Speaker.USER, "hello"))
    assert "The talk was over already." in told(operator, end(conversation))
    conversation.refresh_from_db()
    assert conversation.outcome == "goodbye"


def test_the_chosen_of_the_list_are_ended(operator: Client, live: Conversation) -> None:
    over = talk((Speaker.USER, "hello"))
    chosen = {"action": "end_conversations", "_selected_action": [live.pk, over.pk]}
    response = operator.post(LIST, chosen, follow=True)
    assert "Ended: 1. 1 were over already." in response.content.decode()
    assert Lease.objects.get().end_requested


def test_only_those_with_the_right_end_a_talk(
    reader: Client, outsider: Client, client: Client, live: Conversation
) -> None:
    assert "End this talk" not in words(reader, detail(live))
    for other in (reader, outsider):
        assert other.post(end(live)).status_code == 403
    assert client.post(end(live)).status_code == 302
    assert not Lease.objects.get().end_requested
    user = User.objects.get(username="rita")
    user.user_permissions.add(Permission.objects.get(codename="end_conversation"))
    assert "End this talk" in words(reader, detail(live))
    assert reader.post(end(live)).status_code == 302
    assert Lease.objects.get().end_requested


def test_a_link_alone_ends_nothing(operator: Client, live: Conversation) -> None:
    assert operator.get(end(live)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="olga"))
    assert strict.post(end(live)).status_code == 403
    assert not Lease.objects.get().end_requested
    live.delete()
    assert operator.post(end(Conversation())).status_code == 404


def test_no_secret_of_a_lease_is_shown(operator: Client, live: Conversation) -> None:
    sealed = Lease.objects.get().standing
    for path in ("/admin/", LIST, detail(live), deletion(live)):
        page = source(operator, path)
        assert sealed not in page and "the-handle" not in page
        assert "lease" not in page.lower().replace("please", "").replace("release", "")


def test_a_live_talk_can_be_deleted(operator: Client, live: Conversation) -> None:
    assert operator.post(deletion(live), {"post": "yes"}).status_code == 302
    assert (Conversation.objects.count(), Lease.objects.count()) == (0, 0)
