from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from chat.records.thread import lanes


@pytest.fixture(scope="session", autouse=True)
def record_thread_leaves_in_time(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """PostgreSQL drops no database that somebody is still connected to."""
    yield
    with django_db_blocker.unblock():
        for lane in lanes:
            asyncio.run(lane.run(connections.close_all))
