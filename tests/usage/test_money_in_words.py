from __future__ import annotations

from decimal import Decimal

import pytest

from chat.money import money


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "$0.00"),
        ("0.00001", "under $0.0001"),
        ("0.0012345", "$0.0012"),
        ("0.5", "$0.5000"),
        ("12.345", "$12.35"),
        ("1234.5", "$1,234.50"),
    ],
)
def test_small_amounts_are_told_finer(amount: str, words: str) -> None:
    assert money(Decimal(amount), "USD") == words


def test_a_currency_without_a_sign_stands_in_letters() -> None:
    assert money(Decimal(3), "CHF") == "CHF 3.00"


def test_what_is_not_known_is_no_zero() -> None:
    assert money(None, "USD") == "unknown"
