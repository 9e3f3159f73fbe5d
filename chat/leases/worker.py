"""This process among the workers, and times by the database's clock."""

from __future__ import annotations

import os
from datetime import timedelta
from uuid import uuid4

from django.db.models import Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from chat.models import Worker

STALE_AFTER_S = 1.0
"""A worker beats four times a second: one that has been silent for so long is dead, or as good as that."""
COUNTED_S = 15.0
"""A conversation without a worker takes one of LIVECHAT_MAX_SESSIONS for so long."""

_name = ""
_of_process = 0


def worker_id() -> str:
    """Another in each process, a forked one too."""
    global _name, _of_process
    if _of_process != os.getpid():
        _name, _of_process = uuid4().hex, os.getpid()
    return _name


def beat() -> None:
    """This process lives. Raises django.db.Error."""
    row = Worker(id=worker_id(), seen_at=Now())
    Worker.objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=["seen_at"])


def ago(seconds: float) -> CombinedExpression:
    return Now() - timedelta(seconds=seconds)


def unheld(seconds: float) -> Q:
    """Leases that no living worker has held for so long."""
    return Q(released_at__lt=ago(seconds)) | Q(worker__seen_at__lt=ago(seconds))
