from __future__ import annotations

from django.test import Client

from chat.transcript import Speaker
from tests.admin.pages import detail, source, words
from tests.records.rows import add, talk


def test_a_call_of_a_function_stands_in_the_transcript(reader: Client) -> None:
    conversation = talk((Speaker.USER, "What time is it?"))
    add(conversation, 2, Speaker.TOOL, "get_time() → It is noon.", heard_chars=24)
    assert "function 0:10 get_time() → It is noon." in words(reader, detail(conversation))
    assert 'class="tool' in source(reader, detail(conversation))


def test_the_pages_an_answer_rests_on_are_links(reader: Client) -> None:
    conversation = talk((Speaker.USER, "News?"))
    sources = [["Tulips <b>", "https://example.org/a?b=1&c=2"], ["A trap", "javascript:alert(1)"]]
    add(conversation, 2, Speaker.MODEL, "They bloom.", heard_chars=11, sources=sources)
    page = source(reader, detail(conversation))
    assert (
        '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer" target="_blank">'
        "Tulips &lt;b&gt;</a>" in page
    )
    assert "javascript:" not in page
