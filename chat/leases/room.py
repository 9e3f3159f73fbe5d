"""How many conversations all workers together carry at a time."""

from __future__ import annotations

from django.conf import settings
from django.db import connection

from chat.errors import LimitReached
from chat.leases.worker import COUNTED_S, unheld
from chat.models import Lease

_LOCK = 0x6C697665
"""Of PostgreSQL's advisory locks the one that whoever counts holds."""


def require_room() -> None:
    """Raises LimitReached where LIVECHAT_MAX_SESSIONS are live."""
    if Lease.objects.exclude(unheld(COUNTED_S)).count() >= settings.LIVECHAT_MAX_SESSIONS:
        raise LimitReached("server_full", "All lines are busy: please try again in a minute.")


def require_room_alone() -> None:
    """The same, exact inside the transaction that then adds one: however many try, they count in turn.

    SQLite's transactions do so by themselves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    require_room()
