import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chat.models.conversation import LIVE
from chat.transcript import Speaker
from tests.admin.pages import detail, source, words
from tests.records.makers import NOON
from tests.records.rows import add, held, talk

USER, MODEL = Speaker.USER, Speaker.MODEL


def test_both_sides_are_read_in_order_with_their_times(reader: Client) -> None:
    conversation = talk(
        (USER, "What colour is this?"), (MODEL, "It is red."), owner=User.objects.create(username="al")
    )
    assert "al 0:05 What colour is this? emulator 0:10 It is red." in words(reader, detail(conversation))


def test_what_was_not_heard_is_told_apart(reader: Client) -> None:
    conversation = talk()
    add(conversation, 1, MODEL, "Once upon a time there was a king.", heard_chars=16, interrupted=True)
    page = words(reader, detail(conversation))
    assert "interrupted Once upon a time not heard there was a king." in page
    assert '<span class="heard">Once upon a time</span>' in source(reader, detail(conversation))


def test_a_reply_of_which_nothing_was_heard_is_all_unheard(reader: Client) -> None:
    conversation = talk()
    add(conversation, 1, MODEL, "Never played.", heard_chars=0, interrupted=True)
    page = source(reader, detail(conversation))
    assert 'class="heard"' not in page
    assert "not heard</span>Never played." in page


def test_a_person_s_own_words_are_never_unheard(reader: Client) -> None:
    conversation = talk()
    add(conversation, 1, USER, "My words", heard_chars=0)
    assert "not heard" not in words(reader, detail(conversation))


def test_typed_words_are_marked(reader: Client) -> None:
    conversation = talk()
    add(conversation, 1, USER, "By keyboard", typed=True)
    assert "typed By keyboard" in words(reader, detail(conversation))


def test_the_facts_and_figures_stand_above(reader: Client) -> None:
    conversation = talk(
        (USER, "hi"),
        (MODEL, "hello"),
        assistant="teacher",
        error_code="upstream_quota",
        outcome="upstream",
        ended_at=NOON + timedelta(hours=1, minutes=2, seconds=3),
        microphone_ms=61_000,
        dropped_ms=2_000,
        speech_ms=5_000,
        pictures=3,
        prompt_tokens=1_000,
        response_tokens=200,
        total_tokens=1_200,
    )
    page = words(reader, detail(conversation))
    for told in (
        "Talk of guest abcd",
        "model failed upstream_quota",
        "Wednesday, 1 May 2024, 12:00 to 13:02 UTC",
        "lasted 1:02:03",
        "Model gemini-3.8-live",
        "Endpoint emulator",
        "Answers in audio",
        "Assistant teacher",
        "Kept yes",
        "Turns 1",
        "Microphone 1:01 (0:02 lost)",
        "Speech 0:05",
        "Pictures 3",
        "Prompt tokens 1,000",
        "Response tokens 200",
        "Tokens together 1,200",
        f"Id {conversation.pk.hex}",
    ):
        assert told in page


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"kept": False}, "Kept no, as was asked"),
        ({"kept": False}, "The person asked not to keep this talk."),
        ({"outcome": LIVE, "ended_at": None}, "Nothing has been said yet."),
        ({}, "Nothing was said."),
    ],
)
def test_a_talk_without_words_says_why(reader: Client, facts: dict[str, object], told: str) -> None:
    assert told in words(reader, detail(talk(**facts)))


def test_a_live_talk_shows_what_was_said_and_no_figures_yet(reader: Client) -> None:
    conversation = held(talk((USER, "so far so good")))
    page = words(reader, detail(conversation))
    assert "live now" in page
    assert "so far so good" in page
    assert "Tokens together" not in page


def test_hostile_words_are_shown_as_words(reader: Client) -> None:
    hostile = "</span><script>alert('x')</script><img src=x onerror=alert(1)> {{ 7|add:7 }}"
    conversation = talk(guest="<b>x", model="<i>m", endpoint="<u>e", assistant="<s>a", error_code="<em>c")
    add(conversation, 1, USER, hostile)
    add(conversation, 2, MODEL, hostile, heard_chars=9)
    page = source(reader, detail(conversation))
    for tag in ("<script>alert", "<img src=x", "<b>x", "<i>m", "<u>e", "<s>a", "<em>c"):
        assert tag not in page
    assert words(reader, detail(conversation)).count("{{ 7|add:7 }}") == 2


def test_an_hour_of_talk_takes_as_many_queries_as_a_word(reader: Client) -> None:
    def queries(lines: int) -> int:
        conversation = talk(*[(USER, "one more")] * lines)
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(detail(conversation)).status_code == 200
        return len(captured)

    assert queries(1) == queries(600) <= 10


def test_each_utterance_has_an_anchor_of_its_own(reader: Client) -> None:
    page = source(reader, detail(talk((USER, "a"), (MODEL, "b"))))
    assert re.findall(r'<li id="(utterance-\d+)" class="(\w+)', page) == [
        ("utterance-1", "user"),
        ("utterance-2", "model"),
    ]
