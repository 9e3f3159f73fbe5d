"""A coroutine begun in its caller's turn of the loop: it needs a task only where it has to wait."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Generator
from typing import Any


def begin(work: Awaitable[None]) -> Awaitable[None] | None:
    """Runs it to its first wait; returns what is left of it, None where it is done. Raises what it raises.

    It must not ask in which task it runs, as `asyncio.timeout` does.
    """
    if not isinstance(work, Coroutine):
        return work
    try:
        awaited = work.send(None)
    except StopIteration:
        return None
    return _Rest(work, awaited)


class _Rest(Awaitable[None]):
    """What a coroutine waits for, and then goes on with."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], awaited: Any) -> None:
        self._coroutine = coroutine
        self._awaited = awaited

    def __await__(self) -> Generator[Any, Any, None]:
        awaited = self._awaited
        try:
            while True:
                try:
                    sent = yield awaited
                except GeneratorExit:
                    self._coroutine.close()
                    raise
                except BaseException as failure:  # noqa: BLE001 - it is the coroutine's, cancelling included
                    awaited = self._coroutine.throw(failure)
                else:
                    awaited = self._coroutine.send(sent)
        except StopIteration:
            return
