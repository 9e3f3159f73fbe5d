"""The setups that the probe is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import Error

from chat.assistants.choosing import choose
from chat.configuration import configured_setup
from chat.errors import ChatError
from chat.gemini.setup import LiveSetup
from chat.models import Assistant
from chat.models.assistant import in_language
from chat.protocol.commands import Modality
from chat.records.thread import in_record_thread
from chat.tools.registry import declarations, names

OF_SETTINGS = "the settings"
LANGUAGE = "en"
"""Of the probe's sentences."""


@dataclass(frozen=True, slots=True)
class Asked:
    name: str
    setup: LiveSetup | None
    problem: str = ""
    """Why there is no setup, in words."""


def settings_setup() -> LiveSetup:
    """What is asked of the model where there is no assistant."""
    setup = in_language(configured_setup(), LANGUAGE)
    return replace(setup, functions=declarations(names(), setup.model))


async def assistants() -> Sequence[Asked]:
    """Those that are enabled; none where there are no records to read."""
    try:
        slugs = await in_record_thread(_slugs)
    except Error:
        return ()
    return [await _asked(slug) for slug in slugs]


def _slugs() -> list[str]:
    return list(Assistant.objects.filter(enabled=True).values_list("slug", flat=True))


async def _asked(slug: str) -> Asked:
    try:
        return Asked(slug, (await choose(slug, Modality.AUDIO, LANGUAGE)).setup)
    except ChatError as error:
        return Asked(slug, None, error.message)
