"""Closes conversations whose worker died or let go of them, and for which nobody came back in time."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from chat.lane import transaction_in_time
from chat.leases.reading import bills_of
from chat.leases.rows import LOST_AT
from chat.leases.standing import SealBroken, unseal
from chat.leases.worker import ago
from chat.models import Conversation, Lease, Worker
from chat.models.conversation import LIVE
from chat.transcript import Outcome, Summary
from chat.usage import Direction, total_cost, total_tokens

GRACE_S = 5.0
"""Beyond the time in which a conversation can be gone on with."""
DEAD_AFTER_S = 10.0
LOOK_AGAIN_S = 2.0
"""A worker is believed to be dead that did not beat between two looks so far apart: the database may have
been away for all of them, or its clock set."""
MOST_AT_ONCE = 20
FORGOTTEN_AFTER_S = 24 * 3600.0

WORKER_LOST = "worker_lost"

logger = logging.getLogger(__name__)


class Sweeper:
    """Any number of them may sweep at once: each conversation is closed by one."""

    def __init__(self) -> None:
        # When each silent worker's last beat was, and when that was seen first (monotonic).
        self._silent: dict[str, tuple[datetime, float]] = {}

    def sweep(self) -> int:
        """How many were closed; at most 20. Raises django.db.Error."""
        dead = self._dead()
        over = _over().filter(Q(released_at__isnull=False) | Q(worker__in=dead))
        closed = sum(_close(id, dead) for id in over.values_list("pk", flat=True)[:MOST_AT_ONCE])
        closed += sum(_close_unleased(row) for row in _unleased()[:MOST_AT_ONCE])
        Worker.objects.filter(leases=None, seen_at__lt=ago(FORGOTTEN_AFTER_S)).delete()
        return closed

    @property
    def suspects(self) -> bool:
        """Whether there are workers that another look would find dead."""
        return bool(self._silent)

    def _dead(self) -> list[str]:
        now = time.monotonic()
        rows = Worker.objects.filter(seen_at__lt=ago(DEAD_AFTER_S), leases__isnull=False).distinct()
        silent = {}
        for id, seen_at in rows.values_list("pk", "seen_at"):
            before, since = self._silent.get(id, (seen_at, now))
            silent[id] = (seen_at, since if before == seen_at else now)
        self._silent = silent
        return [id for id, (_, since) in silent.items() if now - since >= LOOK_AGAIN_S]


def close_now(conversation: UUID, generation: int, outcome: Outcome, error_code: str = "") -> bool:
    """Closes one in this generation, for which nobody writes. False where it is another's by now."""
    with transaction_in_time():
        lease = _locked(conversation, Lease.objects.filter(generation=generation))
        if lease is None:
            return False
        _finish(lease, _account(lease, outcome, error_code))
        return True


def _over() -> QuerySet[Lease]:
    return Lease.objects.alias(lost_at=LOST_AT).filter(
        lost_at__lt=ago(settings.LIVECHAT_RESUME_WITHIN_S + GRACE_S)
    )


def _close(conversation: UUID, dead: list[str]) -> bool:
    with transaction_in_time():
        unheld = Q(released_at__isnull=False) | Q(worker__in=dead, worker__seen_at__lt=ago(DEAD_AFTER_S))
        lease = _locked(conversation, _over().filter(unheld))
        if lease is None:
            return False
        _finish(lease, _account(lease, *_end_of(lease)))
        return True


def _locked(conversation: UUID, leases: QuerySet[Lease]) -> Lease | None:
    """The conversation's lease if it is one of these; None where another process writes for it right now.

    The lease is read once the lock is held: one statement for both could see it as it was before.
    """
    rows = Conversation.objects.select_for_update(skip_locked=True, no_key=True)
    if rows.filter(pk=conversation, outcome=LIVE).values_list("pk").first() is None:
        return None
    return leases.filter(pk=conversation).select_related("worker").first()


def _finish(lease: Lease, summary: Summary) -> None:
    conversation = lease.conversation_id
    ended_at = lease.detached_at or lease.released_at or lease.worker.seen_at
    Conversation.objects.filter(pk=conversation).update(ended_at=ended_at, **asdict(summary))
    lease.delete()
    logger.info("conversation %s: closed, nobody came back: %s", conversation.hex, summary.outcome.value)


def _account(lease: Lease, outcome: Outcome, error_code: str) -> Summary:
    """As far as it was written down before its worker was lost."""
    lines = [line for bill in bills_of(lease.conversation_id) for line in bill.lines]
    tokens = {
        "prompt_tokens": total_tokens(lines, Direction.INPUT),
        "response_tokens": total_tokens(lines, Direction.OUTPUT),
        "total_tokens": total_tokens(lines),
    }
    summary = Summary(outcome, error_code, cost=total_cost(lines) if lines else None, **tokens)
    try:
        standing = unseal(lease.standing)
    except SealBroken:
        return summary
    return replace(
        summary,
        turns=standing.turns,
        microphone_ms=standing.microphone_ms,
        dropped_ms=standing.dropped_ms,
        pictures=standing.pictures,
        speech_ms=standing.speech_ms,
    )


def _end_of(lease: Lease) -> tuple[Outcome, str]:
    if lease.detached_at:
        return Outcome.LOST, ""
    if lease.released_at:
        return Outcome.SHUTDOWN, ""
    return Outcome.FAILED, WORKER_LOST


def _unleased() -> QuerySet[Conversation]:
    """Live ones that no process ever held: none is left so by a process of this version."""
    return Conversation.objects.filter(outcome=LIVE, ended_at=None, lease=None)


def _close_unleased(row: Conversation) -> bool:
    last = row.utterances.order_by("sequence").values_list("ended_at", flat=True).last()
    closed = _unleased().filter(pk=row.pk)
    return bool(
        closed.update(outcome=Outcome.FAILED, error_code=WORKER_LOST, ended_at=last or row.started_at)
    )
