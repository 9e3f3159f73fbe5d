"""Prices as the administrator keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from chat.models import Price

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Price]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(Price)
class PriceAdmin(ModelAdmin):
    """A new price is a new row from a day on: so it stays known what held before."""

    list_display = ("model", "direction", "modality", "price", "valid_from")
    list_filter = ("model",)
    search_fields = ("model",)
    save_as = True

    @admin.display(description="for a million tokens", ordering="per_million")
    def price(self, price: Price) -> str:
        return f"{price.per_million.normalize():f} {price.currency}"
