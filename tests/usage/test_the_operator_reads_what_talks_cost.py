from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client

from chat.models import Conversation, UsageLine
from chat.models.conversation import LIVE
from chat.transcript import Speaker
from chat.usage import Direction
from tests.admin.pages import LIST, detail, words
from tests.records.makers import NOON
from tests.records.rows import talk


@pytest.fixture
def operator(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("olga"))
    return client


def bill(
    conversation: Conversation, turn: int, lines: Iterable[tuple[Direction, str, int, str | None]]
) -> None:
    for direction, modality, tokens, cost in lines:
        UsageLine.objects.create(
            conversation=conversation,
            number=turn,
            turn=turn,
            direction=direction,
            modality=modality,
            tokens=tokens,
            cost=cost and Decimal(cost),
            billed_at=NOON,
        )


def test_a_talk_is_told_by_modality_and_by_turn(operator: Client) -> None:
    conversation = talk(cost=Decimal("0.75"), currency="USD")
    bill(conversation, 1, [(Direction.INPUT, "AUDIO", 1_000, "0.25"), (Direction.OUTPUT, "AUDIO", 20, "0.1")])
    bill(
        conversation,
        2,
        [(Direction.INPUT, "AUDIO", 2_000, "0.3"), (Direction.THOUGHTS, "UNSPECIFIED", 5, "0.1")],
    )
    page = words(operator, detail(conversation))
    assert "heard and read audio 3,000 $0.5500" in page
    assert "said and written audio 20 $0.1000" in page
    assert "thoughts not broken down 5 $0.1000" in page
    assert "Together 3,025 $0.7500" in page
    assert "Turn Heard and read Results of tools Said and written Thoughts Tokens Cost 1 1,000 – 20 –" in page
    assert "1 1,000 – 20 – 1,020 $0.3500" in page
    assert "2 2,000 – – 5 2,005 $0.4000" in page
    assert "Cost $0.7500" in page


def test_an_unknown_cost_is_told_in_words(operator: Client) -> None:
    conversation = talk()
    bill(conversation, 1, [(Direction.INPUT, "AUDIO", 1_000, None), (Direction.OUTPUT, "AUDIO", 20, "0.1")])
    page = words(operator, detail(conversation))
    assert "heard and read audio 1,000 unknown" in page
    assert "Together 1,020 unknown" in page
    assert "$0.00" not in page


def test_a_talk_of_which_nothing_was_counted_has_no_table(operator: Client) -> None:
    assert "Usage and cost" not in words(operator, detail(talk()))


def test_a_running_talk_is_told_as_far_as_it_is_billed(operator: Client) -> None:
    conversation = talk(outcome=LIVE, ended_at=None, currency="USD")
    bill(conversation, 1, [(Direction.INPUT, "TEXT", 9, "0.5")])
    assert "Together 9 $0.5000" in words(operator, detail(conversation))


def test_the_list_tells_each_cost_and_the_sum_of_what_is_listed(operator: Client) -> None:
    alice = User.objects.create_user("alice")
    for cost in ("0.25", "1.50"):
        talk(owner=alice, cost=Decimal(cost), currency="USD")
    talk(cost=Decimal(2), currency="USD")
    talk(cost=None)
    talk(outcome=LIVE, ended_at=None)
    page = words(operator, LIST)
    assert "$0.2500" in page
    assert "Cost of these 5 talks together: $3.75, unknown for 1 of the talks" in page
    assert "Cost of these 2 talks together: $1.75" in words(operator, LIST, user=alice.pk)


def test_sums_of_two_currencies_are_kept_apart(operator: Client) -> None:
    talk(cost=Decimal(2), currency="USD")
    talk(cost=Decimal(3), currency="EUR")
    assert "together: €3.00, $2.00" in words(operator, LIST)


def test_a_search_has_its_sum_too(operator: Client) -> None:
    talk((Speaker.USER, "red"), cost=Decimal(2), currency="USD")
    talk((Speaker.USER, "blue"), cost=Decimal(3), currency="USD")
    assert "Cost of this talk: $2.00" in words(operator, LIST, q="red")
