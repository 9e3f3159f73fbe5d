"""Lifeline: the way to the model, made anew whenever a connection ends, so that the talk goes on.

Connections last about ten minutes and break at any time. The old one is closed before the next is opened: the
service refuses to resume a session whose connection is still open.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from chat.calling import Tools
from chat.carryover import Carryover
from chat.errors import Remedy, UpstreamError
from chat.exchange import Exchange, Listener
from chat.gemini.upstream import Upstream
from chat.push_to_talk import PushToTalk
from chat.reconnecting import Reconnecting
from chat.uplink import Uplink
from chat.watchdog import STALLED_AFTER_S

Connect = Callable[[str], AbstractAsyncContextManager[Upstream]]
"""Opens the model's side, resuming by the handle that it is given, "" for none."""

FIRST_WITHIN_S = 2.0
"""A first connection is tried again for so long: the person sits and waits for it."""
BRIEF_S = 1.0
"""A connection that is to be left sooner than this has failed."""
CHANGE_WITHIN_S = 20.0


class Lifeline:
    def __init__(
        self,
        connect: Connect,
        uplink: Uplink,
        listener: Listener,
        tools: Tools,
        *,
        carryover: Carryover | None = None,
        live_before: bool = False,
        stalled_after_s: float = STALLED_AFTER_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`live_before`: the talk has been live, and is to be mended rather than given up."""
        self.push_to_talk = PushToTalk(clock)
        self.carryover = carryover or Carryover()
        self._connect = connect
        self._uplink = uplink
        self._listener = listener
        self._tools = tools
        self._stalled_after_s = stalled_after_s
        self._clock = clock
        self._ever_live = live_before
        self._exchange = self._new_exchange()
        self._leaving = False
        """The present connection is to be left because we want it so."""
        self._wanted = asyncio.Event()
        """Set while there is anybody to talk with."""
        self._wanted.set()

    async def run(self) -> None:
        """Never returns; raises UpstreamError when the model's side has failed for good."""
        reconnecting = Reconnecting()
        began = self._clock()
        while True:
            await self._wanted.wait()
            handle = self.carryover.handle
            failure = await self._connection(handle)
            lived_s = self._lived_s()
            self._ever_live = self._ever_live or lived_s is not None
            if failure is not None and not self._ever_live and self._clock() - began > FIRST_WITHIN_S:
                raise failure
            self._disconnected(failure)
            reconnecting.lived(lived_s)
            if failure is None and (self._leaving or (lived_s or 0) >= BRIEF_S):
                continue
            failure = failure or _left_at_once()
            delay_s = reconnecting.delay_after(failure, live=lived_s is not None, resuming=bool(handle))
            if lived_s is None and (failure.remedy is Remedy.AFRESH or not reconnecting.by_handle):
                self.carryover.forget_handle()
            await asyncio.sleep(delay_s)

    def renew(self) -> None:
        """Goes over to a new connection when nobody speaks, or else in CHANGE_WITHIN_S."""
        self._leaving = True
        self._exchange.handover.ask(CHANGE_WITHIN_S)

    def suspend(self) -> None:
        """Leaves the connection at once, and makes no other until `go_on`."""
        self._wanted.clear()
        self._leaving = True
        self._exchange.handover.ask(0)

    def go_on(self) -> None:
        self._wanted.set()

    def silenced(self) -> None:
        """The person wants no more of the answer."""
        self.carryover.silenced()
        self._exchange.look()

    async def _connection(self, handle: str) -> UpstreamError | None:
        """One connection from its setup to its end: None where it was left for the next one."""
        self._exchange = self._new_exchange()
        self._leaving = False
        try:
            async with self._connect(handle) as upstream:
                self._uplink.connected = True
                return await self._exchange.run(upstream)
        except UpstreamError as failure:
            return failure
        finally:
            _stay_cancelled()

    def _new_exchange(self) -> Exchange:
        return Exchange(
            self._uplink,
            self.carryover,
            self.push_to_talk,
            self._listener,
            self._tools,
            stalled_after_s=self._stalled_after_s,
            clock=self._clock,
        )

    def _lived_s(self) -> float | None:
        """None where the connection has not come to be."""
        live_at = self._exchange.live_at
        return None if live_at is None else self._clock() - live_at

    def _disconnected(self, failure: UpstreamError | None) -> None:
        self._uplink.connected = False
        self._tools.disconnected()
        self._listener.lost(failure)


def _left_at_once() -> UpstreamError:
    return UpstreamError(
        "connection_ended",
        "The model's side ends each connection at once. Try again later.",
        retry=True,
        remedy=Remedy.RECONNECT,
    )


def _stay_cancelled() -> None:
    """A TaskGroup whose task fails just as it is cancelled tells the failure alone: the rest would go on."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
