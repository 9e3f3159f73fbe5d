"""Whether this process can do its work."""

from __future__ import annotations

import asyncio
import logging

from asgiref.sync import sync_to_async
from django.db import Error, connection

logger = logging.getLogger(__name__)

DATABASE_LIMIT_S = 3


async def failing_parts() -> list[str]:
    """The names of what fails, none where all is well."""
    return [] if await _database_answers() else ["database"]


async def _database_answers() -> bool:
    try:
        async with asyncio.timeout(DATABASE_LIMIT_S):
            # Not on the thread that all other queries share: a slow one there is no ill health.
            await sync_to_async(_ask_database, thread_sensitive=False)()
    except (Error, TimeoutError) as problem:
        logger.error("the database does not answer (%s)", type(problem).__name__)
        return False
    return True


def _ask_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()
