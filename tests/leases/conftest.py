from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from chat.leases import claim, worker
from chat.records.thread import lanes

AsWorker = Callable[[str], None]


@pytest.fixture(scope="session", autouse=True)
def threads_leave_in_time(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """PostgreSQL drops no database that somebody is still connected to."""
    yield
    with django_db_blocker.unblock():
        for lane in (*lanes, claim._lane):
            asyncio.run(lane.run(connections.close_all))


@pytest.fixture
def as_worker(monkeypatch: pytest.MonkeyPatch) -> AsWorker:
    """What this process does from now on, it does under the name of another worker."""

    def become(name: str) -> None:
        monkeypatch.setattr(worker, "_name", name)
        monkeypatch.setattr(worker, "_of_process", os.getpid())

    return become
