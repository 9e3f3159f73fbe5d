"""An operator ends a conversation."""

from __future__ import annotations

from enum import Enum, auto
from uuid import UUID

from chat.leases import hints
from chat.leases.rows import look
from chat.leases.sweeper import close_now
from chat.models import Lease
from chat.transcript import Outcome


class Ending(Enum):
    ASKED = auto()
    """The worker that holds it ends it, within a second as a rule."""
    CLOSED = auto()
    """No worker held it: it is closed."""
    OVER = auto()
    """It was over already."""


def end_conversation(conversation: UUID) -> Ending:
    """Nobody goes on with it from now on. Raises django.db.Error."""
    held = look([conversation]).get(conversation)
    if held is None:
        return Ending.OVER
    Lease.objects.filter(pk=conversation).update(end_requested=True)
    if held.free and close_now(conversation, held.generation, Outcome.ENDED):
        return Ending.CLOSED
    hints.hint(held.worker)
    return Ending.ASKED
