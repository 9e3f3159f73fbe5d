"""Who holds a conversation that is live, so that no two processes go on with it, and another can."""

from __future__ import annotations

from django.db import models

from chat.models.conversation import Conversation


class Worker(models.Model):
    """A process that carries conversations. It lives as long as it beats; the database's clock tells when."""

    id = models.CharField(primary_key=True, max_length=32)
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.id


class Lease(models.Model):
    """Made and removed with the conversation's own opening and closing: a live conversation has one.

    Whoever writes for the conversation names the generation it holds; a newer one has taken it over. All
    times are the database's: a worker's own clock may be wrong by a day.
    """

    conversation = models.OneToOneField(
        Conversation, primary_key=True, on_delete=models.CASCADE, related_name="lease"
    )
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="leases")
    generation = models.PositiveIntegerField(default=1)
    wanted = models.PositiveIntegerField(
        default=0, help_text="The generation that another process asks to be; 0 where nobody asks."
    )
    detached_at = models.DateTimeField(
        null=True, help_text="When its browser was lost; empty while it is there."
    )
    released_at = models.DateTimeField(
        null=True, help_text="When its worker let go of it, for another to take."
    )
    end_requested = models.BooleanField(default=False)
    standing = models.TextField(help_text="What another worker needs to go on, sealed: it holds a secret.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"generation {self.generation} of {self.conversation_id.hex}"
