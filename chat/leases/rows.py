"""What the leases' rows say and take. Synchronous; each raises django.db.Error where the database is away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Now

from chat.errors import superseded
from chat.leases.room import require_room_alone
from chat.leases.worker import COUNTED_S, STALE_AFTER_S, ago, unheld, worker_id
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


_FACTS = (
    "free", "released", "worker__seen_at", "over", "forgotten", "uncounted", "standing",
)  # fmt: skip


def look(conversation: UUID) -> Held | None:
    """None where it is not live, or there never was one."""
    row = (
        Lease.objects.filter(pk=conversation)
        .annotate(
            user=F("conversation__owner_id"),
            guest=F("conversation__guest"),
            active=F("conversation__owner__is_active"),
            free=_is(Q(released_at__isnull=False) | Q(worker__seen_at__lt=ago(STALE_AFTER_S))),
            released=_is(Q(released_at__isnull=False)),
            let_go_at=Coalesce(F("detached_at"), F("released_at")),
            over=_is(Q(end_requested=True) | Q(let_go_at__lt=ago(settings.LIVECHAT_RESUME_WITHIN_S))),
            forgotten=_is(Q(worker__seen_at__lt=ago(settings.LIVECHAT_RESUME_WITHIN_S))),
            uncounted=_is(unheld(COUNTED_S)),
        )
        .values("generation", "worker_id", "user", "guest", "active", *_FACTS)
        .first()
    )
    if row is None:
        return None
    return Held(
        generation=row["generation"],
        worker=row["worker_id"],
        owner=Owner(row["user"], row["guest"]),
        active=row["active"] is not False,
        free=row["free"],
        released=row["released"],
        beat_at=row["worker__seen_at"],
        over=row["over"],
        forgotten=row["forgotten"],
        counted=not row["uncounted"],
        standing=row["standing"],
    )


def want(conversation: UUID, generation: int) -> None:
    """Asks the worker that holds this generation to release it."""
    Lease.objects.filter(pk=conversation, generation=generation).update(wanted=generation + 1)


def take(conversation: UUID, held: Held) -> int:
    """The generation that this process, whose row there is, holds from now on; inside a transaction.

    Of those who try at once one succeeds: Superseded is raised for the others. LimitReached, where its place
    has been given to somebody else.
    """
    if not held.counted:
        require_room_alone()
    generation = held.generation + 1
    row = Conversation.objects.filter(pk=conversation, generation=held.generation, outcome=LIVE)
    if not row.update(generation=generation):
        raise superseded()
    Lease.objects.filter(pk=conversation).update(
        generation=generation, worker=worker_id(), wanted=0, released_at=None, detached_at=None
    )
    return generation


def _is(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))
