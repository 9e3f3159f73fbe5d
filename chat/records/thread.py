"""The one thread of this process that writes records: no socket's message ever waits for it.

asgiref's thread-sensitive thread is not used: Channels and Django's async ORM pass through it, and a slow
query there delays everybody (invariant 1). Jobs run in the order they were given, so that an older version of
a row can never land after a newer one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")

_executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records")


async def in_record_thread(job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs `job` to its end, even where the caller is cancelled meanwhile: what was given is written."""
    future = asyncio.wrap_future(_executor.submit(_with_fresh_connection, partial(job, *args, **kwargs)))
    future.add_done_callback(_retrieve)
    return await asyncio.shield(future)


def _with_fresh_connection(job: Callable[[], T]) -> T:
    """A connection that broke or grew too old is replaced, as Django does round each request."""
    close_old_connections()
    try:
        return job()
    finally:
        close_old_connections()


def _retrieve(future: asyncio.Future[T]) -> None:
    """Keeps asyncio from logging what nobody awaited: a database's message may quote the row."""
    if not future.cancelled():
        future.exception()
