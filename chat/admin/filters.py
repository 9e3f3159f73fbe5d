"""What conversations are picked by, where a column's own values would not do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from chat.models import Conversation

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Conversation]
else:
    ModelAdmin = admin.ModelAdmin

GUESTS = "guests"


class DayFilter(admin.DateFieldListFilter):
    """Today, the past seven days and so on; the line above the list leads to any single day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "day"


class OwnerFilter(admin.SimpleListFilter):
    """The users who have talked, by name, and the guests together."""

    title = "user"
    parameter_name = "user"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Iterable[tuple[str, str]]:
        """None where no user has talked: guests alone are nothing to choose from."""
        users = get_user_model()._default_manager.filter(
            Exists(Conversation.objects.filter(owner=OuterRef("pk")))
        )
        names = sorted((user.get_username(), str(user.pk)) for user in users)
        return [(key, name) for name, key in names] + ([(GUESTS, "guests")] if names else [])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        if value == GUESTS:
            return queryset.filter(owner=None)
        return queryset.filter(owner=value) if value.isdecimal() else queryset.none()
