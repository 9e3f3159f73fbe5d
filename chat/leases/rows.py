"""What the leases' rows say and take. Synchronous; each raises django.db.Error where the database is away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from chat.errors import superseded
from chat.leases.room import require_room_alone
from chat.leases.worker import COUNTED_S, STALE_AFTER_S, worker_id
from chat.models import Conversation, Lease
from chat.models.conversation import LIVE
from chat.people.owners import Owner

LOST_AT = Coalesce(F("detached_at"), F("released_at"), F("worker__seen_at"))
"""When the browser, or else the worker, was lost."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the rows want of a talk that this process holds."""

    wanted: bool
    end_requested: bool
    user: int | None
    active: bool


def wishes() -> dict[tuple[UUID, int], Wish]:
    """By conversation and generation, of all leases of this process; one query."""
    rows = Lease.objects.filter(worker=worker_id()).values_list(
        "conversation_id",
        "generation",
        "wanted",
        "end_requested",
        "conversation__owner_id",
        "conversation__owner__is_active",
    )
    return {
        (conversation, generation): Wish(wanted > generation, end_requested, user, active is not False)
        for conversation, generation, wanted, end_requested, user, active in rows.filter(released_at=None)
    }


def existing(conversations: Iterable[UUID]) -> set[UUID]:
    """Those that nobody has deleted."""
    wanted = list(conversations)
    if not wanted:
        return set()
    return set(Conversation.objects.filter(pk__in=wanted).values_list("pk", flat=True))


def release_unheld(conversation: UUID, generation: int) -> None:
    Lease.objects.filter(pk=conversation, generation=generation, worker=worker_id()).update(released_at=Now())


@dataclass(frozen=True, slots=True)
class Held:
    """A lease as somebody sees it who wants the conversation."""

    generation: int
    worker: str
    owner: Owner
    active: bool
    """The owner is no user who was deactivated."""
    free: bool
    """No living worker seems to hold it: one whose database was away looks like a dead one."""
    released: bool
    """Its worker has let go of it."""
    beat_at: datetime
    """Of its worker, by the database's clock."""
    over: bool
    """Its time to be gone on with has passed since the browser or the worker left, or an operator ends it."""
    forgotten: bool
    """So it has, should its worker be dead, since that was heard of."""
    counted: bool
    """It takes one of the server's places."""
    standing: str
    """Sealed."""
    elapsed_s: float
    """Since the conversation was started."""
    kept: bool


def look(conversations: Iterable[UUID]) -> dict[UUID, Held]:
    """Those of them that are live; one query."""
    rows = Lease.objects.filter(pk__in=list(conversations)).select_related("conversation__owner", "worker")
    return {row.pk: _held(row) for row in rows.annotate(now=Now())}


def _held(row: Any) -> Held:
    """Told here rather than by the database, which would be asked a question four times as dear."""
    now, conversation, owner = row.now, row.conversation, row.conversation.owner

    def is_before(at: datetime | None, seconds: float) -> bool:
        return at is not None and at < now - timedelta(seconds=seconds)

    resumable_s = settings.LIVECHAT_RESUME_WITHIN_S
    return Held(
        generation=row.generation,
        worker=row.worker_id,
        owner=Owner(conversation.owner_id, conversation.guest),
        active=owner is None or owner.is_active,
        free=row.released_at is not None or is_before(row.worker.seen_at, STALE_AFTER_S),
        released=row.released_at is not None,
        beat_at=row.worker.seen_at,
        over=row.end_requested or is_before(row.detached_at or row.released_at, resumable_s),
        forgotten=is_before(row.worker.seen_at, resumable_s),
        counted=not (is_before(row.released_at, COUNTED_S) or is_before(row.worker.seen_at, COUNTED_S)),
        standing=row.standing,
        elapsed_s=max(0.0, (now - conversation.started_at).total_seconds()),
        kept=conversation.kept,
    )


def want(conversation: UUID, generation: int) -> None:
    """Asks the worker that holds this generation to release it."""
    Lease.objects.filter(pk=conversation, generation=generation).update(wanted=generation + 1)


def take(conversation: UUID, generation: int) -> Held:
    """Makes this process, whose row there is, hold the generation after this one; inside a transaction.

    Returns what the one before left. Of those who try at once one succeeds: Superseded is raised for the
    others. LimitReached, where its place has been given to somebody else.
    """
    row = Conversation.objects.filter(pk=conversation, generation=generation, outcome=LIVE)
    if not row.update(generation=generation + 1):
        raise superseded()
    # Nobody writes for it any more: the row is locked. One that is live has a lease.
    left = look([conversation])[conversation]
    if not left.counted:
        require_room_alone()
    Lease.objects.filter(pk=conversation).update(
        generation=generation + 1, worker=worker_id(), wanted=0, released_at=None, detached_at=None
    )
    return left
