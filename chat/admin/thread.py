"""A conversation as its page shows it: the transcript in order, and the figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.humanize.templatetags.humanize import intcomma

from chat.models import Conversation, Utterance
from chat.money import money


@dataclass(frozen=True, slots=True)
class Entry:
    """One utterance with its time since the beginning; `opens_turn` where a new turn starts."""

    utterance: Utterance
    offset: str
    opens_turn: bool
    sources: list[tuple[str, str]]
    """Titles and addresses of the pages that it rests on; only pages of the web."""


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: str


def clock(duration: timedelta) -> str:
    """`0:07`, `12:34`, `1:02:03`."""
    minutes, seconds = divmod(max(0, int(duration.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def entries(conversation: Conversation) -> list[Entry]:
    """One query, whatever its length."""
    return list(_entries(conversation))


def figures(conversation: Conversation) -> list[Figure]:
    """What it took, as counted at its end; nothing while it is live."""
    if conversation.live:
        return []
    spoken = _seconds(conversation.microphone_ms)
    if conversation.dropped_ms:
        spoken += f" ({_seconds(conversation.dropped_ms)} lost)"
    return [
        Figure("Turns", intcomma(conversation.turns)),
        Figure("Microphone", spoken),
        Figure("Speech", _seconds(conversation.speech_ms)),
        Figure("Pictures", intcomma(conversation.pictures)),
        Figure("Prompt tokens", intcomma(conversation.prompt_tokens)),
        Figure("Response tokens", intcomma(conversation.response_tokens)),
        Figure("Tokens together", intcomma(conversation.total_tokens)),
        Figure("Cost", money(conversation.cost, conversation.currency)),
    ]


def _entries(conversation: Conversation) -> Iterator[Entry]:
    turn = None
    for utterance in conversation.utterances.order_by("sequence"):
        offset = clock(utterance.started_at - conversation.started_at)
        yield Entry(utterance, offset, utterance.turn != turn, list(_sources(utterance)))
        turn = utterance.turn


def _sources(utterance: Utterance) -> Iterator[tuple[str, str]]:
    for title, address in utterance.sources:
        if address.startswith(("https://", "http://")):
            yield title, address


def _seconds(milliseconds: int) -> str:
    return clock(timedelta(milliseconds=milliseconds))
