"""How a live conversation stands: with its person, without, or without a server."""

from __future__ import annotations

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from chat.leases.worker import ago
from chat.models import Conversation
from chat.models.conversation import LIVE

WORKER_GONE_AFTER_S = 5.0


def with_liveness(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Adds `liveness`: "live now" and the like; "" for what is over. Judged by the database's clock."""
    gone = Q(lease=None) | Q(lease__worker__seen_at__lt=ago(WORKER_GONE_AFTER_S))
    return conversations.annotate(
        liveness=Case(
            When(~Q(outcome=LIVE), then=Value("")),
            When(lease__end_requested=True, then=Value("being ended")),
            When(lease__released_at__isnull=False, then=Value("between two servers")),
            When(gone, then=Value("server lost")),
            When(lease__detached_at__isnull=False, then=Value("browser away")),
            default=Value("live now"),
            output_field=CharField(),
        )
    )
