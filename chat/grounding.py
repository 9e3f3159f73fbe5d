"""What Google Search gave to an answer, as a browser may show it.

https://ai.google.dev/gemini-api/docs/grounding
"""

from __future__ import annotations

from chat.gemini.wire import Grounding
from chat.protocol.events import SourceLink, Sources
from chat.reply import Reply

MOST = 20
MAX_TEXT_CHARS = 300
MAX_URI_CHARS = 2_000
MAX_SUGGESTIONS_CHARS = 50_000


def grounded(reply: Reply, grounding: Grounding) -> Sources:
    """Notes the pages that the reply rests on, and tells the browser of them.

    Only pages of the web are linked; what is longer than anything sensible is left out.
    """
    links = [
        SourceLink(each.title[:MAX_TEXT_CHARS] or each.uri[:MAX_TEXT_CHARS], each.uri)
        for each in grounding.sources
        if each.uri.startswith(("https://", "http://")) and len(each.uri) <= MAX_URI_CHARS
    ]
    reply.sources = tuple((link.title, link.uri) for link in links[:MOST])
    return Sources(
        turn=reply.turn,
        sequence=reply.sequence,
        sources=links[:MOST],
        queries=[query[:MAX_TEXT_CHARS] for query in grounding.queries[:MOST]],
        suggestions=grounding.suggestions if len(grounding.suggestions) <= MAX_SUGGESTIONS_CHARS else "",
    )
