"""The cast: an operator with every right, a reader who may look, an outsider who is staff and may nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client


@pytest.fixture
def operator(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("olga"))
    return client


@pytest.fixture
def reader(db: None) -> Client:
    rita = User.objects.create_user("rita", is_staff=True)
    rita.user_permissions.add(Permission.objects.get(codename="view_conversation"))
    client = Client()
    client.force_login(rita)
    return client


@pytest.fixture
def outsider(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("otto", is_staff=True))
    return client
