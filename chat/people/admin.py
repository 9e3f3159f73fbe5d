from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpRequest

from chat.people.models import AccessToken
from chat.people.tickets import make_access_token

# The generic class exists for the type checker only.
if TYPE_CHECKING:
    Base = admin.ModelAdmin[AccessToken]
else:
    Base = admin.ModelAdmin


@admin.register(AccessToken)
class AccessTokenAdmin(Base):
    """A token is shown once, when it is made; afterwards it can only be deleted."""

    list_display = ("name", "user", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    fields = ("name", "user", "created_at", "last_used_at")
    readonly_fields = ("created_at", "last_used_at")

    def has_change_permission(self, request: HttpRequest, obj: AccessToken | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: AccessToken, form: Any, change: bool) -> None:
        row, token = make_access_token(obj.name, obj.user)
        obj.pk = row.pk
        messages.warning(request, f"The token, shown only now: {token}")
