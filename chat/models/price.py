"""What a million tokens cost, as the administrator has it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from chat.usage import PRICED_MODALITIES, Direction

PRICE_DIGITS, PRICE_PLACES = 12, 6


class Price(models.Model):
    """In force from a day on, until a later row of the same model, direction and modality is.

    A talk holds to the prices of the day it began on; what it cost stays as it was when a price changes.
    """

    model = models.CharField(max_length=200, help_text="The model's id, such as gemini-3.8-live.")
    direction = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in (Direction.INPUT, Direction.OUTPUT)]
    )
    modality = models.CharField(max_length=8, choices=[(each, each.lower()) for each in PRICED_MODALITIES])
    per_million = models.DecimalField(
        "for a million tokens",
        max_digits=PRICE_DIGITS,
        decimal_places=PRICE_PLACES,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(
        max_length=3,
        default="USD",
        validators=[RegexValidator(r"^[A-Z]{3}$", "Three capital letters, such as USD.")],
        help_text="The same for all prices of a model.",
    )
    valid_from = models.DateField(help_text="The first day (UTC) on which talks begin at this price.")

    class Meta:
        ordering = ("model", "direction", "modality", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=["model", "direction", "modality", "valid_from"], name="one_price_from_a_day_on"
            ),
        )

    def __str__(self) -> str:
        return f"{self.model}, {self.direction} {self.modality.lower()}, from {self.valid_from}"

    def clean(self) -> None:
        self.model = self.model.strip().removeprefix("models/")
        others = Price.objects.filter(model=self.model).exclude(pk=self.pk).exclude(currency=self.currency)
        other = others.values_list("currency", flat=True).first()
        if other is not None:
            raise ValidationError({"currency": f"The other prices of {self.model} are in {other}: use that."})
