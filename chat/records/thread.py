"""The threads of this process that write records: no socket's message ever waits for them.

asgiref's thread-sensitive thread is not used: Channels and Django's async ORM pass through it, and a slow
query there delays everybody (invariant 1). The jobs of one conversation run in the order they were given, so
that an older version of a row can never land after a newer one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import connection

from chat.lane import Lane

P = ParamSpec("P")
T = TypeVar("T")

WRITERS = 3
"""A conversation whose row somebody keeps locked delays those that share its thread, not all."""

lanes = [Lane(f"records-{number}") for number in range(1 + WRITERS)]

in_record_thread = lanes[0].run
"""Runs a job of no conversation to its end, even where the caller is cancelled meanwhile."""


async def in_thread_of(conversation: UUID, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for a job of this conversation: what was given is written, in its order."""
    return await lane_of(conversation).run(job, *args, **kwargs)


def lane_of(conversation: UUID) -> Lane:
    # SQLite has one lock for all who write.
    alone = connection.vendor == "sqlite"
    return lanes[0 if alone else 1 + conversation.int % WRITERS]
