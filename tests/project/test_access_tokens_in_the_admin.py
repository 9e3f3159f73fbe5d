from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from chat.people.models import AccessToken
from chat.people.owners import Owner
from chat.people.tickets import owner_of_token


@pytest.mark.django_db
def test_a_token_is_shown_once_and_never_again(admin_client: Client, admin_user: User) -> None:
    form = {"name": "kitchen radio", "user": admin_user.pk}
    made = admin_client.post(reverse("admin:chat_accesstoken_add"), form, follow=True)
    shown = re.search(r"lc_[\w-]{43}", made.content.decode())
    assert shown is not None
    assert owner_of_token(shown[0]) == Owner(admin_user.pk)
    listed = admin_client.get(reverse("admin:chat_accesstoken_changelist")).content.decode()
    row = AccessToken.objects.get()
    opened = admin_client.get(reverse("admin:chat_accesstoken_change", args=[row.pk])).content.decode()
    for page in (listed, opened):
        assert "kitchen radio" in page
        assert "lc_" not in page and row.digest not in page


@pytest.mark.django_db
def test_a_token_is_not_changed_but_deleted(admin_client: Client, admin_user: User) -> None:
    row = AccessToken.objects.create(name="radio", user=admin_user, digest="d")
    address = reverse("admin:chat_accesstoken_change", args=[row.pk])
    assert admin_client.post(address, {"name": "other", "user": admin_user.pk}).status_code == 403
    admin_client.post(reverse("admin:chat_accesstoken_delete", args=[row.pk]), {"post": "yes"})
    assert not AccessToken.objects.exists()
