from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.models import Conversation
from chat.models.conversation import LIVE
from chat.transcript import Outcome, Speaker
from tests.admin.pages import LIST, detail, listed, source, words
from tests.records.makers import NOON
from tests.records.rows import talk

USER, MODEL = Speaker.USER, Speaker.MODEL


def test_a_row_tells_who_when_how_long_and_how_it_ended(reader: Client) -> None:
    alice = User.objects.create_user("alice")
    talk(
        (USER, "What colour is this?"),
        (MODEL, "It is red."),
        owner=alice,
        ended_at=NOON + timedelta(minutes=4, seconds=5),
        outcome=Outcome.UPSTREAM,
        error_code="upstream_quota",
        total_tokens=12_345,
    )
    row = words(reader, LIST)
    for told in (
        "1 May 2024, 12:00",
        "alice",
        "What colour is this?",
        "4:05",
        "model failed",
        "upstream_quota",
        "12,345",
        "gemini-3.8-live (emulator)",
    ):
        assert told in row


def test_a_guest_is_told_by_the_beginning_of_the_cookie(reader: Client) -> None:
    talk(guest="9f3e77aa0000")
    page = words(reader, LIST)
    assert "guest 9f3e" in page
    assert "9f3e77aa0000" not in page


def test_a_talk_that_goes_on_is_live_now(reader: Client) -> None:
    talk(outcome=LIVE, started_at=timezone.now() - timedelta(seconds=90), ended_at=None)
    page = words(reader, LIST)
    assert "live now" in page
    assert "1:3" in page


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"kept": False}, "not kept, as was asked"),
        ({"outcome": LIVE, "ended_at": None}, "nothing yet"),
        ({}, "nothing was said"),
    ],
)
def test_a_talk_without_words_says_why(reader: Client, facts: dict[str, object], told: str) -> None:
    talk(**facts)
    assert told in words(reader, LIST)


def test_the_empty_lists_say_what_is_missing(reader: Client) -> None:
    assert "Nobody has talked yet." in words(reader, LIST)
    assert "In no talk was that said." in words(reader, LIST, q="red")
    assert "No talk fits these filters." in words(reader, LIST, kept__exact="0")


def test_the_newest_comes_first(reader: Client) -> None:
    old, new = talk(), talk(started_at=NOON + timedelta(days=1))
    assert listed(reader) == [new, old]


def test_the_list_takes_as_many_queries_for_many_talks_as_for_two(reader: Client) -> None:
    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            user = User.objects.create_user(f"user{number}")
            talk((USER, f"red {number}"), (MODEL, "red too"), owner=user)

    def queries(**query: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert reader.get(LIST, query).status_code == 200
        return len(captured)

    grow(0, 2)
    few, few_searched = queries(), queries(q="red")
    grow(2, 40)
    assert queries() == few <= 12
    assert queries(q="red") == few_searched <= 12


class TestFilters:
    @pytest.fixture(autouse=True)
    def cast(self, db: None) -> None:
        self.alice = User.objects.create_user("alice")
        self.hers = talk(owner=self.alice, endpoint="gemini", outcome=Outcome.LOST)
        self.theirs = talk(kept=False, started_at=NOON + timedelta(days=1, hours=3))
        self.live = talk(outcome=LIVE, ended_at=None, started_at=NOON + timedelta(days=40))

    def test_by_day(self, reader: Client) -> None:
        day = {"started_at__year": "2024", "started_at__month": "5", "started_at__day": "2"}
        assert listed(reader, **day) == [self.theirs]

    def test_by_a_span_of_days(self, reader: Client) -> None:
        span = {"started_at__gte": "2024-05-02 00:00:00+00:00", "started_at__lt": "2024-05-03 00:00:00+00:00"}
        assert listed(reader, **span) == [self.theirs]

    def test_by_user(self, reader: Client) -> None:
        assert listed(reader, user=self.alice.pk) == [self.hers]

    def test_by_guests_together(self, reader: Client) -> None:
        assert listed(reader, user="guests") == [self.live, self.theirs]

    def test_by_a_user_that_is_none(self, reader: Client) -> None:
        for value in ("0", "999999", "x", "'", "²"):
            assert listed(reader, user=value) == []

    def test_by_outcome(self, reader: Client) -> None:
        assert listed(reader, outcome__exact="lost") == [self.hers]
        assert listed(reader, outcome__exact="") == [self.live]

    def test_by_endpoint(self, reader: Client) -> None:
        assert listed(reader, endpoint="gemini") == [self.hers]

    def test_by_kept(self, reader: Client) -> None:
        assert listed(reader, kept__exact="0") == [self.theirs]

    def test_each_is_offered_in_words(self, reader: Client) -> None:
        page = words(reader, LIST)
        for offered in (
            "By user",
            "alice",
            "guests",
            "By how it ended",
            "live now",
            "went away",
            "By endpoint",
        ):
            assert offered in page

    def test_with_counts(self, reader: Client) -> None:
        assert "alice (1) guests (2)" in words(reader, LIST, _facets="True")


class TestSearch:
    @pytest.fixture(autouse=True)
    def cast(self, db: None) -> None:
        self.told: Conversation = talk((USER, "Hello there"), (MODEL, "I see a red kite over a blue sea."))
        self.other = talk(
            (USER, "Tell me about blue whales"), outcome=Outcome.LOST, started_at=NOON - timedelta(days=1)
        )

    def test_what_was_said_is_found_with_its_words_marked(self, reader: Client) -> None:
        assert listed(reader, q="BLUE red") == [self.told]
        page = source(reader, LIST, q="BLUE red")
        assert "I see a <mark>red</mark> kite over a <mark>blue</mark> sea." in page
        assert f'href="{detail(self.told)}#utterance-2"' in page

    def test_a_phrase_is_found(self, reader: Client) -> None:
        assert listed(reader, q='"red kite"') == [self.told]
        assert listed(reader, q='"kite red"') == []

    def test_filters_hold_in_a_search(self, reader: Client) -> None:
        assert listed(reader, q="blue") == [self.told, self.other]
        assert listed(reader, q="blue", outcome__exact="lost") == [self.other]

    def test_an_id_leads_to_its_talk(self, reader: Client) -> None:
        assert listed(reader, q=self.other.pk.hex) == [self.other]

    def test_blanks_and_lone_quotes_search_for_nothing(self, reader: Client) -> None:
        for blank in ("   ", '"', '""'):
            assert len(listed(reader, q=blank)) == 2

    def test_endless_searches_are_answered(self, reader: Client) -> None:
        assert listed(reader, q="blue " + " ".join(f"w{n}" for n in range(1_000))) == []


def test_hostile_words_are_shown_as_words(reader: Client) -> None:
    hostile = "<script>alert('x')</script> <img src=x onerror=alert(1)>"
    talk((USER, hostile))
    for query in ({}, {"q": "script"}, {"q": "<img"}):
        page = source(reader, LIST, **query)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert hostile in words(reader, LIST)


def test_a_hostile_search_is_shown_as_words(reader: Client) -> None:
    talk((USER, "x"))
    assert "<script>alert" not in source(reader, LIST, q="<script>alert(1)</script>")


def test_a_long_beginning_is_cut(reader: Client) -> None:
    talk((USER, "endless " * 500))
    assert words(reader, LIST).count("endless") < 30
