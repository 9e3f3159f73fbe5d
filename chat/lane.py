"""Threads that speak with the database, beside the event loop and the one that Channels and Django share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connection, transaction

PATIENCE = "SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '10s'"

P = ParamSpec("P")
T = TypeVar("T")


class Lane:
    """One thread with a connection of its own. Its jobs run in the order in which they were given."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def submit(self, job: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Runs it when it is its turn; nobody is told what came of it."""
        self._executor.submit(with_fresh_connection, partial(job, *args, **kwargs))

    async def run(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `job` to its end, even where the caller is cancelled meanwhile."""
        work = partial(job, *args, **kwargs)
        future = asyncio.wrap_future(self._executor.submit(with_fresh_connection, work))
        future.add_done_callback(retrieve)
        return await asyncio.shield(future)


def with_fresh_connection(job: Callable[[], T]) -> T:
    """A connection that broke or grew too old is replaced, as Django does round each request."""
    close_old_connections()
    try:
        return job()
    finally:
        close_old_connections()


@contextmanager
def transaction_in_time() -> Iterator[None]:
    """A transaction that rather fails than keep the thread's other jobs waiting."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(PATIENCE)
        yield


def retrieve(future: asyncio.Future[T]) -> None:
    """Keeps asyncio from logging what nobody awaited: a database's message may quote the row."""
    if not future.cancelled():
        future.exception()
