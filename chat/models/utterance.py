"""One speaker's finished words, as stored."""

from __future__ import annotations

from django.db import models

from chat.models.conversation import Conversation
from chat.transcript import Speaker


class Utterance(models.Model):
    """Unique by (conversation, sequence); written again as more of it is heard.

    `heard_samples` is the fact, reported by the browser; `heard_chars` is how far into the text that reaches,
    right to a fragment of the transcription.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="utterances", db_index=False
    )
    sequence = models.PositiveIntegerField()
    turn = models.PositiveIntegerField(help_text="The model's reply that it belongs to, from 1.")
    speaker = models.CharField(max_length=8, choices=[(each.value, each.name.lower()) for each in Speaker])
    text = models.TextField()
    typed = models.BooleanField(default=False)
    interrupted = models.BooleanField(default=False)
    total_samples = models.PositiveBigIntegerField(default=0, help_text="Speech the model sent, 24 kHz.")
    heard_samples = models.PositiveBigIntegerField(default=0, help_text="Of these, what was played.")
    heard_chars = models.PositiveIntegerField(default=0)
    sources = models.JSONField(default=list, blank=True, help_text="Pages it is grounded on: title, address.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ("conversation", "sequence")
        constraints = (
            models.UniqueConstraint(
                fields=["conversation", "sequence"], name="utterance_once_in_a_conversation"
            ),
        )

    def __str__(self) -> str:
        return f"utterance {self.sequence}"

    @property
    def by_user(self) -> bool:
        return self.speaker == Speaker.USER

    @property
    def by_tool(self) -> bool:
        return self.speaker == Speaker.TOOL

    @property
    def heard_text(self) -> str:
        """What reached the other side: a person's words always, the model's as far as they were heard."""
        return self.text if self.by_user else self.text[: self.heard_chars]

    @property
    def unheard_text(self) -> str:
        return "" if self.by_user else self.text[self.heard_chars :]
