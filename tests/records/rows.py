"""Finished conversations, written straight into the database for those who read them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chat.leases.standing import seal
from chat.leases.worker import beat, worker_id
from chat.models import Conversation, Lease, Utterance
from chat.models.conversation import LIVE
from chat.transcript import Outcome, Speaker
from tests.leases.makers import STANDING
from tests.records.makers import NOON


def talk(*lines: tuple[Speaker, str], **facts: Any) -> Conversation:
    """A conversation of a minute, at noon, with these utterances; all of the model's words were heard."""
    defaults = {
        "guest": "abcd1234",
        "model": "gemini-3.8-live",
        "modality": "AUDIO",
        "endpoint": "emulator",
        "outcome": Outcome.GOODBYE,
        "started_at": NOON,
        "ended_at": NOON + timedelta(minutes=1),
        "turns": len(lines) // 2,
    }
    conversation = Conversation.objects.create(**(defaults | facts))
    for sequence, (speaker, text) in enumerate(lines, start=1):
        add(conversation, sequence, speaker, text, heard_chars=len(text))
    return conversation


def add(conversation: Conversation, sequence: int, speaker: Speaker, text: str, **facts: Any) -> Utterance:
    began = conversation.started_at + timedelta(seconds=5 * sequence)
    defaults = {"turn": (sequence + 1) // 2, "started_at": began, "ended_at": began + timedelta(seconds=3)}
    return Utterance.objects.create(
        conversation=conversation, sequence=sequence, speaker=speaker, text=text, **(defaults | facts)
    )


def held(conversation: Conversation) -> Conversation:
    """The same, live, held by this process."""
    beat()
    Conversation.objects.filter(pk=conversation.pk).update(outcome=LIVE, ended_at=None)
    Lease.objects.create(conversation=conversation, worker_id=worker_id(), standing=seal(STANDING))
    conversation.refresh_from_db()
    return conversation
