"""The prices in force for a model on a day."""

from __future__ import annotations

from datetime import date

from chat.models.price import Price
from chat.people.ledger import Rates
from chat.usage import Direction


def rates_of(model: str, day: date) -> Rates:
    """Of each direction and modality the newest price that is valid by then; one query."""
    rows = Price.objects.filter(model=model.removeprefix("models/"), valid_from__lte=day).order_by(
        "valid_from"
    )
    newest = {(Direction(row.direction), row.modality): row for row in rows}
    return Rates(
        currency=next((row.currency for row in newest.values()), ""),
        per_million={key: row.per_million for key, row in newest.items()},
    )
