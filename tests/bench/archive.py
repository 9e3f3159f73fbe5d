"""Many conversations that have ended. Runs within Django: `manage.py shell`."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from chat.models import Conversation, Utterance
from chat.transcript import Outcome, Speaker

UTTERANCES = 6
"""Of each."""
AT_ONCE = 2000
AGO = timedelta(days=1)
TEXT = "What was said in this conversation, a sentence of usual length for somebody who talks. "


def fill(conversations: int) -> None:
    for first in range(0, conversations, AT_ONCE):
        rows = Conversation.objects.bulk_create(
            Conversation(guest="bench", started_at=timezone.now() - AGO, outcome=Outcome.GOODBYE)
            for _ in range(min(AT_ONCE, conversations - first))
        )
        Utterance.objects.bulk_create(
            [_utterance(row, sequence) for row in rows for sequence in range(1, UTTERANCES + 1)],
            batch_size=AT_ONCE,
        )


def _utterance(conversation: Conversation, sequence: int) -> Utterance:
    return Utterance(
        conversation=conversation,
        sequence=sequence,
        turn=(sequence + 1) // 2,
        speaker=(Speaker.USER if sequence % 2 else Speaker.MODEL).value,
        text=TEXT,
        heard_chars=len(TEXT),
        started_at=conversation.started_at,
        ended_at=conversation.started_at,
    )
