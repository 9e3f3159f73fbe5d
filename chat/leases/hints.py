"""A word through the channel layer to another worker: look at the rows now.

Nothing that must be right depends on it: who gets none looks at the rows four times a second anyway. It has a
thread and an event loop of its own, so that nobody waits for a Redis that is away, slow or hung.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

from chat.leases.worker import worker_id

AGAIN_AFTER_S = 2.0
SENT_WITHIN_S = 2.0
MOST_AT_ONCE = 100

logger = logging.getLogger(__name__)


class Hints:
    def __init__(self) -> None:
        self._wake: Callable[[], None] = _nobody
        # Runs from the first hint or listener on, where there is a layer that reaches other processes.
        self._loop: asyncio.AbstractEventLoop | None = None
        # Of the loop's own; more than MOST_AT_ONCE are let go.
        self._sending: set[asyncio.Future[None]] = set()
        self._lock = threading.Lock()

    def listen(self, wake: Callable[[], None]) -> None:
        """`wake` is called, in another thread, for each hint to this worker."""
        self._wake = wake
        self._begin()

    def hint(self, worker: str) -> None:
        """Never waits and never fails; of any thread."""
        if worker == worker_id():
            self._wake()
        elif (loop := self._begin()) is not None:
            loop.call_soon_threadsafe(self._begin_sending, worker)

    def _begin(self) -> asyncio.AbstractEventLoop | None:
        """None where no other process could be reached."""
        if isinstance(get_channel_layer(), InMemoryChannelLayer):
            return None
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._run, args=(self._loop,), name="hints", daemon=True).start()
            return self._loop

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(self._receive())

    async def _receive(self) -> None:
        layer = get_channel_layer()
        while True:
            if await _done(layer.receive(_channel(worker_id()))):
                self._wake()
            else:
                # What the layer believes to have subscribed to may be wrong by now.
                await _done(layer.flush())
                await asyncio.sleep(AGAIN_AFTER_S)

    def _begin_sending(self, worker: str) -> None:
        if len(self._sending) < MOST_AT_ONCE:
            task = asyncio.ensure_future(self._send(worker))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send(self, worker: str) -> None:
        sending = get_channel_layer().send(_channel(worker), {"type": "look"})
        await _done(asyncio.wait_for(sending, SENT_WITHIN_S))


async def _done(work: Coroutine[Any, Any, Any]) -> bool:
    """False where the layer failed, in whatever way: its errors are those of its backend."""
    try:
        await work
    except Exception as problem:  # noqa: BLE001 - a hint is worth no failure
        logger.info("no hint went through the channel layer: %s", type(problem).__name__)
        return False
    return True


def _channel(worker: str) -> str:
    return f"livechat.worker.{worker}"


def _nobody() -> None:
    """Nobody listens."""


_hints = Hints()
listen = _hints.listen
hint = _hints.hint
