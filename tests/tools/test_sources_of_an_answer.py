"""What Google Search gave to an answer: told to the browser, and kept with it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from chat.gemini.wire import Grounding, ServerMessage, Source
from chat.grounding import MAX_SUGGESTIONS_CHARS, MOST
from chat.protocol.events import Sources
from chat.transcript import Utterance
from chat.turns import TurnTracker
from tests.support.chat_client import chat_client
from tests.support.service import Service
from tests.tools.talking import leave

PAGE = Grounding((Source("A page", "https://example.org/a"),), ("tulips",), "<b>tulips</b>")


async def test_pages_of_the_web_are_told_and_kept_with_the_answer(service: Service) -> None:
    async with chat_client(service) as client:
        ready = await client.hello()
        await client.send("text", id="1", text="The news, please.")
        event = await client.expect("sources")
        link = {"title": "Tulips of the world", "uri": "https://example.org/tulips"}
        assert (event["sources"], event["queries"]) == ([link], ["tulips"])
        await client.expect("turn", turn=event["turn"], complete=True)
        await leave(client)
    [(speaker, sources)] = service.rows(
        "SELECT speaker, sources FROM chat_utterance WHERE conversation_id = ? AND sequence = ?",
        ready["conversation"],
        event["sequence"],
    )
    assert (speaker, json.loads(sources)) == (
        "model",
        [["Tulips of the world", "https://example.org/tulips"]],
    )


@pytest.fixture
def tracker() -> TurnTracker:
    tracker = TurnTracker(started_at=datetime(2024, 5, 1, tzinfo=UTC), now=0.0)
    tracker.typed("The news?", 0.0)
    return tracker


WORDS = ServerMessage(output_transcription="Tulips.", speech=bytes(4_800))
FOUND = ServerMessage(grounding=PAGE)
OVER = ServerMessage(generation_complete=True, turn_complete=True)


@pytest.mark.parametrize("order", [(FOUND, WORDS, OVER), (WORDS, FOUND, OVER), (WORDS, OVER, FOUND)])
def test_they_belong_to_the_answer_whenever_they_come(
    tracker: TurnTracker, order: tuple[ServerMessage, ...]
) -> None:
    outputs = [each for message in order for each in tracker.receive(message, 0.1)]
    outputs += tracker.close(9.0)
    [told] = [each for each in outputs if isinstance(each, Sources)]
    assert (told.turn, told.sequence, told.suggestions) == (1, 2, "<b>tulips</b>")
    [answer] = [each for each in outputs if isinstance(each, Utterance) and each.text == "Tulips."]
    assert (answer.sequence, answer.sources) == (2, (("A page", "https://example.org/a"),))


def test_what_a_page_must_not_open_is_left_out(tracker: TurnTracker) -> None:
    pages = [Source("", "https://example.org/no-title"), Source("trap", "javascript:alert(1)")]
    pages += [Source("long", "https://example.org/" + "x" * 3_000), Source("file", "file:///etc/passwd")]
    pages += [Source(f"{number}", f"http://example.org/{number}") for number in range(2 * MOST)]
    huge = Grounding(tuple(pages), (), "x" * (MAX_SUGGESTIONS_CHARS + 1))
    tracker.receive(WORDS, 0.1)
    [told] = [
        each for each in tracker.receive(ServerMessage(grounding=huge), 0.2) if isinstance(each, Sources)
    ]
    assert len(told.sources) == MOST
    assert told.sources[0].title == "https://example.org/no-title"
    assert {each.uri.partition("://")[0] for each in told.sources} == {"https", "http"}
    assert told.suggestions == ""
