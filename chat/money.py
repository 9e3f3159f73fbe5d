"""Amounts of money in words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

UNKNOWN = "unknown"

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
_CENT, _FINE = Decimal("0.01"), Decimal("0.0001")


def money(amount: Decimal | None, currency: str) -> str:
    """`$0.0123`, `$12.30`, `CHF 0.0123`, `under $0.0001`; "unknown" for None."""
    if amount is None:
        return UNKNOWN
    under = 0 < amount < _FINE
    rounded = max(amount, _FINE) if under else amount
    digits = rounded.quantize(_CENT if amount >= 1 or amount == 0 else _FINE, ROUND_HALF_UP)
    sign = _SIGNS.get(currency, f"{currency} " if currency else "")
    return f"{'under ' if under else ''}{sign}{digits:,f}"
