"""The two tasks of a session."""

from __future__ import annotations

import asyncio
from collections.abc import Collection


async def until_either_ends(tasks: Collection[asyncio.Task[None]]) -> None:
    """The others are cancelled then. Raises what it was ended by."""
    ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in ended:
        task.result()
