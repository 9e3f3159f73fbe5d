"""Addresses of the admin, and what a page of it holds as text."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from chat.models import Conversation

LIST = "/admin/chat/conversation/"


def detail(conversation: Conversation) -> str:
    return reverse("admin:chat_conversation_change", args=[conversation.pk])


def deletion(conversation: Conversation) -> str:
    return reverse("admin:chat_conversation_delete", args=[conversation.pk])


def source(client: Client, path: str, **query: Any) -> str:
    """The page's HTML; it has to be there."""
    response = client.get(path, query)
    assert response.status_code == 200, response
    return response.content.decode()


def words(client: Client, path: str, **query: Any) -> str:
    """What a person reads on the page, between single spaces."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", source(client, path, **query), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def listed(client: Client, **query: Any) -> list[Conversation]:
    response = client.get(LIST, query)
    assert response.status_code == 200, response
    return list(response.context["cl"].result_list)
