"""Conversations by what was said in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connections
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from chat.models import Conversation, Utterance

MAX_TERMS = 12
SNIPPET_CHARS = 140
"""Shown of an utterance that was found, the match near its beginning."""

_TERM = re.compile(r'"([^"]+)"|([^\s"]+)')


def parse_terms(text: str) -> tuple[str, ...]:
    """Words, and "quoted phrases" as one term; each once, the first 12 of them. NUL can be in no text."""
    found = (" ".join((phrase or word).split()) for phrase, word in _TERM.findall(text.replace("\0", " ")))
    return tuple(dict.fromkeys(term for term in found if term))[:MAX_TERMS]


def said_in(
    conversations: QuerySet[Conversation], terms: tuple[str, ...], among: QuerySet[Utterance] | None = None
) -> QuerySet[Conversation]:
    """Those in which every term was said, in any case of letters; each once. `among`: all utterances."""
    here = _here(among)
    for term in terms:
        conversations = conversations.filter(Exists(here.filter(_contains(term, conversations.db))))
    return conversations


def with_hit(
    conversations: QuerySet[Conversation], terms: tuple[str, ...], among: QuerySet[Utterance] | None = None
) -> QuerySet[Conversation]:
    """Adds `hit_sequence` and `hit_text`: the first of the utterances that have the most of the terms."""
    conditions = [_contains(term, conversations.db) for term in terms]
    best = (
        _here(among)
        .annotate(hits=sum((_one_if(condition) for condition in conditions), Value(0)))
        .filter(hits__gt=0)
        .order_by("-hits", "sequence")
    )
    return conversations.annotate(
        hit_sequence=Subquery(best.values("sequence")[:1]), hit_text=Subquery(best.values("text")[:1])
    )


def with_public_id(conversations: QuerySet[Conversation], text: str) -> QuerySet[Conversation] | None:
    """The one conversation whose id this is, as it stands in a log or an address; None where it is no id."""
    try:
        return conversations.filter(pk=UUID(text.strip()))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    matched: bool


def snippet(text: str, terms: tuple[str, ...]) -> list[Piece]:
    """The part of the text round its first match, cut into matched and other pieces."""
    pattern = re.compile("|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True)), re.I)
    first = pattern.search(text) if terms else None
    start = _start_before(text, first.start()) if first else 0
    end = start + SNIPPET_CHARS
    shown = ("… " if start else "") + text[start:end].rstrip() + (" …" if end < len(text) else "")
    return list(_pieces(shown, pattern)) if terms else [Piece(shown, False)]


def _pieces(text: str, pattern: re.Pattern[str]) -> Iterator[Piece]:
    reached = 0
    for match in pattern.finditer(text):
        if match.start() > reached:
            yield Piece(text[reached : match.start()], False)
        yield Piece(match[0], True)
        reached = match.end()
    if reached < len(text):
        yield Piece(text[reached:], False)


def _start_before(text: str, match: int) -> int:
    """A little before the match: at a word's beginning where there is one, else in the midst of it."""
    index = match - SNIPPET_CHARS // 4
    if index <= 0:
        return 0
    space = text.find(" ", index, match)
    return index if space < 0 else space + 1


def _here(among: QuerySet[Utterance] | None) -> QuerySet[Utterance]:
    return (Utterance.objects.all() if among is None else among).filter(conversation=OuterRef("pk"))


def _contains(term: str, database: str) -> Q:
    """SQLite's LIKE folds the case of ASCII letters only; its regular expressions are Python's."""
    if connections[database].vendor == "sqlite":
        return Q(text__iregex=re.escape(term))
    return Q(text__icontains=term)


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())
