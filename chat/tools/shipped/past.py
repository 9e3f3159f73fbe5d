"""What the person has talked about before."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime

from chat.models import Conversation, Utterance
from chat.people.owners import Owner
from chat.records.search import parse_terms, said_in, snippet, with_hit
from chat.tools import Caller, ToolError, tool
from chat.transcript import Speaker

MOST_FOUND = 5


@tool
def search_conversations(words: str, caller: Caller) -> str:
    """Searches this person's own earlier conversations for words that were said in them.

    Args:
        words: The words that all have to occur, in any order, without "the", "about" and the like.
    """
    terms = parse_terms(words)
    if not terms:
        raise ToolError("There are no words to search for.")
    if caller.owner == Owner():
        raise ToolError("Nobody knows who this person is, so no earlier conversations are known.")
    own = Conversation.objects.filter(_of(caller.owner), kept=True).exclude(pk=caller.conversation)
    spoken = Utterance.objects.exclude(speaker=Speaker.TOOL)
    found = with_hit(said_in(own, terms, spoken), terms, spoken).order_by("-started_at")[:MOST_FOUND]
    return "\n".join(_told(each, terms) for each in found) or f"Nothing was found of {' and '.join(terms)}."


def _of(owner: Owner) -> Q:
    """A guest's talks are found by the guest's cookie, never by a user's id that is empty."""
    return Q(owner=owner.user_id) if owner.known else Q(owner=None, guest=owner.guest)


def _told(conversation: Any, terms: tuple[str, ...]) -> str:
    said = "".join(piece.text for piece in snippet(conversation.hit_text, terms))
    when = localtime(conversation.started_at)
    return f"On {when.day} {when:%B %Y at %H:%M} it was said: {said}"
