"""Ways in for clients: tickets, and the access tokens that make them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Ticket(models.Model):
    """Opens one socket within a minute. Only its digest is stored; the row is gone once it is used."""

    digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    guest = models.CharField(max_length=64, blank=True)
    bearer = models.BooleanField(default=False)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "chat"


class AccessToken(models.Model):
    """Lets a client that is no browser make tickets in a user's name. Only its digest is stored."""

    name = models.CharField(max_length=100, help_text="What uses it, such as “kitchen radio”.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_tokens")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        app_label = "chat"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
