"""Assistants in the admin: what is impossible is told at its field, and nothing of it is saved."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import Settings

from chat.models import Assistant
from tests.admin.conftest import operator, outsider
from tests.admin.pages import source, words

__all__ = ["operator", "outsider"]

presets = import_module("chat.migrations.0002_assistants")

LIST = "/admin/chat/assistant/"
NATIVE = "gemini-2.5-flash-native-audio-preview-12-2025"


@pytest.fixture(autouse=True)
def shipped(db: None) -> None:
    """Tests that commit leave no rows, not those of the migrations either."""
    if not Assistant.objects.exists():
        presets.add_presets(apps, None)


def form_of(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    form = client.get(path).context["adminform"].form
    values = {bound.name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, False, "")}


def page_of(slug: str) -> str:
    return f"{LIST}{Assistant.objects.get(slug=slug).pk}/change/"


def errors_after(client: Client, path: str, **changes: Any) -> dict[str, list[str]]:
    """By field, empty where it was saved."""
    response = client.post(path, {**form_of(client, path), **changes})
    return {} if response.status_code == 302 else response.context["adminform"].form.errors


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"thinking_level": "LOW"}, "thinking_level", "gemini-3.8-live takes no thinking level"),
        ({"model": NATIVE, "proactive_audio": "True"}, "proactive_audio", "in v1alpha only"),
        ({"proactive_audio": "False"}, "proactive_audio", "always decides by itself"),
        ({"affective_dialog": "on"}, "affective_dialog", "no switch"),
        ({"temperature": "5"}, "temperature", "from 0.0 to 2.0"),
        ({"vocabulary": "\n".join(map(str, range(101)))}, "vocabulary", "At most 100"),
        ({"transcription_languages": "de-DE, deutsch!"}, "transcription_languages", "no language code"),
        (
            {"compression_target_tokens": "9", "compression_trigger_tokens": "9"},
            "compression_target_tokens",
            "below",
        ),
        ({"voice": "Bob"}, "voice", "Bob"),
        ({"slug": "Not A Slug"}, "slug", "slug"),
        ({"slug": "quiet-helper"}, "slug", "already exists"),
        ({"seed": "99999999999999"}, "seed", "This is from 0 to"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    operator: Client, changes: dict[str, str], field: str, sentence: str
) -> None:
    path = page_of("language-tutor")
    before = Assistant.objects.filter(slug="language-tutor").values().get()
    errors = errors_after(operator, path, **changes)
    assert list(errors) == [field]
    assert sentence in " ".join(errors[field])
    assert Assistant.objects.filter(slug="language-tutor").values().get() == before


def test_the_shipped_ones_can_all_be_saved_as_they_are(operator: Client) -> None:
    for assistant in Assistant.objects.all():
        before = Assistant.objects.filter(pk=assistant.pk).values().get()
        assert errors_after(operator, page_of(assistant.slug)) == {}
        assert Assistant.objects.filter(pk=assistant.pk).values().get() == before


def test_one_is_made_with_a_name_alone(operator: Client) -> None:
    path = f"{LIST}add/"
    assert errors_after(operator, path, name="Ada", slug="ada") == {}
    made = Assistant.objects.get(slug="ada")
    assert (made.model, made.voice, made.tools, made.proactive_audio) == ("", "", [], None)


def test_a_model_that_nobody_knows_is_saved_with_a_warning(operator: Client) -> None:
    path = page_of("language-tutor")
    data = {**form_of(operator, path), "model": "gemini-9", "thinking_level": "LOW"}
    response = operator.post(path, data, follow=True)
    assert "Nothing is known here of the model gemini-9" in response.content.decode()
    assert Assistant.objects.get(slug="language-tutor").model == "gemini-9"


def test_there_is_one_default(operator: Client) -> None:
    assert errors_after(operator, page_of("quiet-helper"), default="on") == {}
    assert [each.slug for each in Assistant.objects.filter(default=True)] == ["quiet-helper"]
    errors = errors_after(operator, page_of("quiet-helper"), enabled="")
    assert "has to be enabled" in errors["enabled"][0]


def test_the_list_shows_who_answers_with_what(operator: Client, settings: Settings) -> None:
    settings.LIVECHAT_VOICE = "Kore"
    page = words(operator, LIST)
    assert "gemini-3.8-live (the server's)" in page
    assert "Kore (the server's)" in page
    assert "Sulafat" in page
    assert re.search(r'href="/\?assistant=language-tutor"[^>]*>Try on the page', source(operator, LIST))


def test_every_field_is_explained(operator: Client) -> None:
    form = operator.get(page_of("language-tutor")).context["adminform"].form
    unexplained = {name for name, field in form.fields.items() if not field.help_text}
    assert {name for name in unexplained if not name.startswith("safety_")} == set()


def test_the_outsider_sees_nothing_of_it(outsider: Client) -> None:
    assert outsider.get(LIST).status_code == 403
    assert outsider.post(page_of("language-tutor"), {"name": "Mallory"}).status_code == 403
