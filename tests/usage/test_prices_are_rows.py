from __future__ import annotations

import importlib
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from chat.models import Price
from chat.people.prices import rates_of
from chat.usage import Direction
from tests.admin.pages import words

IN, OUT = Direction.INPUT, Direction.OUTPUT
MODEL = "gemini-test"

pytestmark = pytest.mark.django_db


def price(
    per_million: str,
    valid_from: date,
    direction: Direction = IN,
    modality: str = "TEXT",
    currency: str = "USD",
) -> Price:
    row = Price(
        model=MODEL,
        direction=direction,
        modality=modality,
        per_million=Decimal(per_million),
        valid_from=valid_from,
        currency=currency,
    )
    row.full_clean()
    row.save()
    return row


def test_a_price_holds_from_its_day_until_the_next() -> None:
    price("1.00", date(2026, 1, 1))
    price("2.00", date(2026, 6, 1))

    def rate(day: date) -> Decimal | None:
        return rates_of(MODEL, day).of(IN, "TEXT")

    assert rate(date(2025, 12, 31)) is None
    assert rate(date(2026, 5, 31)) == Decimal("1.00")
    assert rate(date(2026, 6, 1)) == Decimal("2.00")


def test_a_model_is_known_with_and_without_its_collection() -> None:
    price("1.00", date(2026, 1, 1))
    assert rates_of(f"models/{MODEL}", date(2026, 2, 1)) == rates_of(MODEL, date(2026, 2, 1))


def test_a_model_of_which_nothing_stands_there_has_no_price() -> None:
    rates = rates_of("unheard-of", date(2026, 10, 9))
    assert (rates.currency, dict(rates.per_million)) == ("", {})


def test_the_prices_of_a_model_are_of_one_currency() -> None:
    price("1.00", date(2026, 1, 1))
    with pytest.raises(ValidationError, match="are in USD"):
        price("1.00", date(2026, 6, 1), currency="EUR")


@pytest.mark.parametrize(("amount", "currency"), [("-1", "USD"), ("1", "usd"), ("1", "$")])
def test_a_price_that_is_none_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValidationError):
        price(amount, date(2026, 1, 1), currency=currency)


def test_every_server_begins_with_the_published_prices() -> None:
    Price.objects.all().delete()
    importlib.import_module("chat.migrations.0003_prices").add_prices(apps, None)
    day = date(2026, 10, 9)
    for model in ("gemini-3.8-live", "gemini-3.8-live-extended-thinking", "gemini-3.1-flash-live-preview"):
        rates = rates_of(model, day)
        assert rates.currency == "USD"
        assert rates.per_million == {
            (IN, "TEXT"): Decimal("0.75"),
            (IN, "AUDIO"): Decimal("3"),
            (IN, "IMAGE"): Decimal("1"),
            (IN, "VIDEO"): Decimal("1"),
            (OUT, "TEXT"): Decimal("4.5"),
            (OUT, "AUDIO"): Decimal("12"),
        }
    older = rates_of("gemini-2.5-flash-native-audio-preview-12-2025", day)
    assert (older.of(IN, "TEXT"), older.of(IN, "VIDEO")) == (Decimal("0.5"), Decimal("3"))
    assert (older.of(OUT, "TEXT"), older.of(OUT, "AUDIO")) == (Decimal("2"), Decimal("12"))


def test_the_administrator_reads_and_adds_prices() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("olga"))
    form = {
        "model": f" models/{MODEL} ",
        "direction": "input",
        "modality": "AUDIO",
        "per_million": "2.5",
        "currency": "USD",
        "valid_from": "2026-12-01",
    }
    assert client.post("/admin/chat/price/add/", form).status_code == 302
    assert rates_of(MODEL, date(2026, 12, 1)).of(IN, "AUDIO") == Decimal("2.5")
    assert f"{MODEL} input audio 2.5 USD" in words(client, "/admin/chat/price/")
