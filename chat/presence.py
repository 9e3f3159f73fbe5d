"""Who is at the other end of a talk: a browser, nobody for a moment, or nobody any more.

A socket is not a talk. When one closes without a word the talk goes on for a while: its connection to the
model for LIVECHAT_LINGER_S, the talk itself for LIVECHAT_RESUME_WITHIN_S, so that the browser can come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress

from django.conf import settings

from chat.boundary import first_of, internal_error
from chat.browser import Browser, BrowserLeft
from chat.errors import ChatError, draining, superseded
from chat.outbox import Outbox
from chat.talk import Ended, Released, Talk
from chat.transcript import Outcome

NOTED_AFTER_S = 1.0
"""Most are back before: nothing is written for them, which spares a storm two records for each."""


class _Over(Exception):
    """The talk has ended beside the browser."""


class Presence:
    def __init__(self, talk: Talk, outbox: Outbox) -> None:
        self.outbox = outbox
        self._talk = talk
        self._browser: Browser | None = None
        self._there = asyncio.Event()
        self._away = asyncio.Event()
        self._leaving: asyncio.Future[Ended | Released] = asyncio.get_running_loop().create_future()
        self._over: asyncio.Future[ChatError | None] = asyncio.get_running_loop().create_future()
        self._replaced = asyncio.Event()

    async def run(self) -> None:
        """Beside the session. Raises Ended when nobody comes back, or what was asked for by `leave`."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._wait_for_browsers(), name="presence")
            raise await self._leaving

    @property
    def leaving(self) -> bool:
        """It has been asked to end here."""
        return self._leaving.done()

    def leave(self, how: Ended | Released) -> None:
        """Ends the talk, or this process's part in it; what comes first counts."""
        if not self._leaving.done():
            self._leaving.set_result(how)

    def over(self, error: ChatError | None) -> None:
        """The talk has ended, and all of it is stored."""
        if not self._over.done():
            self._over.set_result(error)

    async def ended(self) -> ChatError | None:
        """How the talk ended, once it has."""
        return await asyncio.shield(self._over)

    async def attend(self, browser: Browser, *companions: Coroutine[None, None, None]) -> None:
        """Until the browser leaves or the talk is over; it takes the place of one that is still there.

        Raises the ChatError by which either happened. `companions` run meanwhile.
        """
        self._replaced.set()
        self._replaced = replaced = asyncio.Event()
        self._browser = browser
        self._away.clear()
        self._there.set()
        try:
            await self._until_either_ends(browser, replaced, companions)
        except asyncio.CancelledError:
            # The server stops without having asked the application to: the last chance to let go of the talk.
            self.leave(Released(draining()))
            await self.ended()
            raise
        finally:
            if self._browser is browser:
                self._browser = None
                self.outbox.detach()
                self._there.clear()
                self._away.set()
                self._talk.left()

    async def _until_either_ends(
        self, browser: Browser, replaced: asyncio.Event, companions: tuple[Coroutine[None, None, None], ...]
    ) -> None:
        error: ChatError | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                for companion in (
                    *companions,
                    browser.watch(),
                    self.outbox.run(browser.send),
                    self.outbox.watch(),
                    _replacement(replaced),
                ):
                    tasks.create_task(companion)
                error = await self.ended()
                raise _Over
        except* _Over:
            await self.outbox.flush(browser.send)
        except* (BrowserLeft, OSError):
            # A server may raise OSError towards who sends to a client that has left (ASGI's specification).
            pass
        except* ChatError as group:
            error = first_of(group)
        except* Exception as group:  # noqa: BLE001 - the boundary: whatever failed, the person gets words
            error = internal_error(first_of(group))
            self.leave(Ended(Outcome.FAILED, error))
        if error is not None:
            raise error

    async def _wait_for_browsers(self) -> None:
        while True:
            await self._away.wait()
            if not self._talk.begun:
                # It was told of no token to come back with.
                raise Ended(Outcome.LOST)
            gone_s = 0.0
            for after_s, step in self._steps():
                if await self._is_back_within(after_s - gone_s):
                    break
                gone_s = after_s
                step()

    def _steps(self) -> Iterator[tuple[float, Callable[[], None]]]:
        """What is done while a browser stays away, so many seconds after its loss."""
        resumable_s = settings.LIVECHAT_RESUME_WITHIN_S
        linger_s = min(settings.LIVECHAT_LINGER_S, resumable_s)
        yield min(NOTED_AFTER_S, linger_s), self._talk.note_absence
        yield linger_s, self._talk.session.suspend
        yield resumable_s, self._give_up

    def _give_up(self) -> None:
        raise Ended(Outcome.LOST)

    async def _is_back_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._there.wait()
        return self._there.is_set()


async def _replacement(replaced: asyncio.Event) -> None:
    await replaced.wait()
    raise superseded()
