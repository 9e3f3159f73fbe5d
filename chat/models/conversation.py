"""One visit to the model: who, when, with what, how it ended and what it took."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from chat.transcript import Outcome

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from chat.models.usage_line import UsageLine
    from chat.models.utterance import Utterance

COST_DIGITS, COST_PLACES = 22, 12
"""Exact: a price has six places, a token costs a millionth of it."""

LIVE = ""
"""The outcome of a conversation that has not ended."""

OUTCOME_LABELS: dict[str, str] = {
    LIVE: "live now",
    Outcome.GOODBYE.value: "said goodbye",
    Outcome.LOST.value: "went away",
    Outcome.LIMIT.value: "limit reached",
    Outcome.REFUSED.value: "refused",
    Outcome.UPSTREAM.value: "model failed",
    Outcome.STORAGE.value: "record failed",
    Outcome.ENDED.value: "ended by an operator",
    Outcome.SHUTDOWN.value: "server stopped",
    Outcome.FAILED.value: "server fault",
}


class Conversation(models.Model):
    """Opened when the talk begins, closed with its account when it ends; `id.hex` is its only public name.

    The owner is a user or else a guest, known by the random id of a cookie. A conversation that is not kept
    has no utterances: its figures alone stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="user",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="conversations",
    )
    guest = models.CharField(
        max_length=64, blank=True, help_text="The guest's cookie, where no user is known."
    )
    started_at = models.DateTimeField("started", default=timezone.now)
    ended_at = models.DateTimeField("ended", null=True, blank=True)
    generation = models.PositiveIntegerField(default=1, help_text="Counts the processes that have held it.")

    model = models.CharField(max_length=200)
    endpoint = models.CharField(max_length=64, help_text="Who answers for the model.")
    modality = models.CharField("answers in", max_length=16)
    assistant = models.CharField(max_length=64, blank=True)
    kept = models.BooleanField(default=True, help_text="Whether what is said is stored.")

    outcome = models.CharField(
        "how it ended", max_length=16, blank=True, default=LIVE, choices=list(OUTCOME_LABELS.items())
    )
    error_code = models.CharField("error", max_length=64, blank=True)

    turns = models.PositiveIntegerField(default=0)
    microphone_ms = models.PositiveBigIntegerField("microphone (ms)", default=0)
    dropped_ms = models.PositiveBigIntegerField(
        "dropped (ms)", default=0, help_text="Microphone audio that never reached the model."
    )
    pictures = models.PositiveIntegerField(default=0, help_text="Sent to the model, of camera and screen.")
    speech_ms = models.PositiveBigIntegerField("speech (ms)", default=0, help_text="Spoken by the model.")
    prompt_tokens = models.PositiveBigIntegerField(default=0)
    response_tokens = models.PositiveBigIntegerField(default=0)
    total_tokens = models.PositiveBigIntegerField("tokens", default=0)
    cost = models.DecimalField(
        max_digits=COST_DIGITS, decimal_places=COST_PLACES, null=True, blank=True, help_text="Empty: unknown."
    )
    currency = models.CharField(max_length=3, blank=True)

    if TYPE_CHECKING:
        usage_lines: RelatedManager[UsageLine]
        utterances: RelatedManager[Utterance]

    class Meta:
        ordering = ("-started_at",)
        permissions = (("end_conversation", "Can end a live conversation"),)
        indexes = (
            models.Index(fields=["started_at"], name="conversation_by_day"),
            models.Index(fields=["owner", "started_at"], name="conversation_by_owner"),
            models.Index(fields=["guest", "started_at"], name="conversation_by_guest"),
            models.Index(fields=["outcome", "started_at"], name="conversation_by_outcome"),
        )

    def __str__(self) -> str:
        return self.id.hex

    @property
    def live(self) -> bool:
        return self.outcome == LIVE

    @property
    def owner_name(self) -> str:
        """Reads the user: select it together with the row."""
        if self.owner is not None:
            return self.owner.get_username()
        return f"guest {self.guest[:4]}" if self.guest else "unknown"

    @property
    def duration(self) -> timedelta:
        """From beginning to end; until now while it is live."""
        return (self.ended_at or timezone.now()) - self.started_at
