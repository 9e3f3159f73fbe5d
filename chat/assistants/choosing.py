"""The assistant that a browser names, checked before the model is asked for anything."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import Error

from chat.configuration import configured_place, configured_setup
from chat.errors import ProtocolError, StorageUnavailable, UpstreamError
from chat.gemini.impossible import problems_of
from chat.gemini.setup import LiveSetup
from chat.models import Assistant
from chat.models.assistant import in_language
from chat.protocol import events
from chat.protocol.commands import Modality
from chat.records.thread import in_record_thread
from chat.tools.registry import declarations, names

READ_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """Without a name where the server has no assistant and its settings alone hold."""

    setup: LiveSetup
    slug: str = ""
    name: str = ""
    greeting: str = ""
    """What the model is told so that it speaks first; "" where it waits."""
    lang: str = ""
    """The language tag of the person's browser."""

    def event(self) -> events.Assistant:
        return events.Assistant(self.slug, self.name, self.setup.push_to_talk)

    @property
    def modality(self) -> Modality:
        return Modality.TEXT if self.setup.text_wanted else Modality.AUDIO


async def choose(slug: str, modality: Modality, lang: str = "") -> Chosen:
    """By its slug; "" is the default assistant, or the settings where there is none.

    `lang` is the language tag of the person's browser. Raises ProtocolError for a name that nobody has,
    UpstreamError for an assistant that the model can't be, StorageUnavailable.
    """
    try:
        async with asyncio.timeout(READ_WITHIN_S):
            row = await in_record_thread(_row, slug)
    except (Error, TimeoutError) as problem:
        raise StorageUnavailable(
            "storage_unavailable",
            "The server cannot read its records right now, so no talk can begin. Try again in a minute.",
        ) from problem
    chosen = _chosen(row, modality, lang)
    problems = problems_of(chosen.setup, configured_place())
    if problems:
        raise UpstreamError(
            "assistant_impossible",
            f"This assistant can't talk as it is set up: {problems[0].sentence} The operator has to mend it.",
        )
    return chosen


def _row(slug: str) -> Assistant | None:
    """None for "" where there is no default. Raises ProtocolError."""
    enabled = Assistant.objects.filter(enabled=True)
    if not slug:
        return enabled.filter(default=True).first()
    row = enabled.filter(slug=slug).first()
    if row is None:
        raise ProtocolError("unknown_assistant", "This server has no assistant of that name.", fatal=True)
    return row


def _chosen(row: Assistant | None, modality: Modality, lang: str) -> Chosen:
    text_wanted = modality is Modality.TEXT
    if row is None:
        setup = _with_tools(configured_setup(modality), names())
        return Chosen(in_language(setup, lang), lang=lang)
    setup = _with_tools(row.live_setup(text_wanted=text_wanted, lang=lang), row.tools)
    return Chosen(setup, row.slug, row.name, _greeting(row.greeting, setup, lang), lang)


def _with_tools(setup: LiveSetup, allowed: Iterable[str]) -> LiveSetup:
    return replace(setup, functions=declarations(allowed, setup.model))


def _greeting(words: str, setup: LiveSetup, lang: str) -> str:
    """With the language to begin in, of which nothing has told the model before the person speaks."""
    begin_in = setup.language or lang
    if not words or not begin_in or begin_in.lower().startswith("en"):
        return words
    return f"{words} (Begin in the language {begin_in}.)"
