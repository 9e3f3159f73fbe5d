"""One line of a turn's bill, as stored."""

from __future__ import annotations

from django.db import models

from chat.models.conversation import COST_DIGITS, COST_PLACES, Conversation
from chat.models.price import PRICE_DIGITS, PRICE_PLACES
from chat.usage import MAX_MODALITY_CHARS, Direction

DIRECTION_LABELS = {
    Direction.INPUT: "heard and read",
    Direction.TOOL_USE: "results of tools",
    Direction.OUTPUT: "said and written",
    Direction.THOUGHTS: "thoughts",
}


class UsageLine(models.Model):
    """Unique by (conversation, number, direction, modality); holds the price that it was billed at."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="usage_lines", db_index=False
    )
    number = models.PositiveIntegerField(help_text="Counts the service's accounts of this talk, from 1.")
    turn = models.PositiveIntegerField()
    direction = models.CharField(
        max_length=8, choices=[(each.value, label) for each, label in DIRECTION_LABELS.items()]
    )
    modality = models.CharField(max_length=MAX_MODALITY_CHARS)
    tokens = models.PositiveBigIntegerField()
    rate = models.DecimalField(max_digits=PRICE_DIGITS, decimal_places=PRICE_PLACES, null=True)
    cost = models.DecimalField(max_digits=COST_DIGITS, decimal_places=COST_PLACES, null=True)
    billed_at = models.DateTimeField()

    class Meta:
        ordering = ("conversation", "number", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["conversation", "number", "direction", "modality"], name="usage_line_once"
            ),
        )

    def __str__(self) -> str:
        return f"usage {self.number}: {self.tokens} {self.direction} {self.modality}"
