"""Another assistant in the middle of a talk: the same conversation, gone on with by a new connection."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from uuid import UUID

from django.db import Error as DatabaseError

from chat.assistants.choosing import Chosen, choose
from chat.errors import ChatError, ProtocolError
from chat.gemini.setup import LiveSetup
from chat.models import Conversation
from chat.protocol.events import Error, Event, Upstream
from chat.records.thread import in_record_thread

PAUSE_S = 2.0
"""Between changes, each of which is a connection of its own."""

logger = logging.getLogger(__name__)


class Switch:
    """Of several wishes the newest counts. A wish that can't be met leaves the talk as it is.

    A session is resumed by the model that began it, and a talk is aloud or in writing from its beginning.
    """

    def __init__(
        self,
        conversation: UUID,
        current: Chosen,
        *,
        change: Callable[[LiveSetup], None],
        emit: Callable[[Event], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._conversation = conversation
        self._current = current
        self._change = change
        self._emit = emit
        self._clock = clock
        self._free_at = 0.0
        """From then on another wish is taken."""
        self._wanted = ""
        self._asked = asyncio.Event()

    @property
    def current(self) -> Chosen:
        return self._current

    def ask(self, slug: str) -> None:
        """Another one within PAUSE_S is refused, unless this one has changed nothing."""
        if self._clock() < self._free_at:
            self._refuse(ProtocolError("too_fast", "One assistant after another: wait two seconds."))
            return
        self._free_at = self._clock() + PAUSE_S
        self._wanted = slug
        self._asked.set()

    async def run(self) -> None:
        """Meets wishes until it is cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                await self._meet(self._wanted)
            except ChatError as error:
                self._free_at = 0.0
                self._refuse(error)

    def _refuse(self, error: ChatError) -> None:
        self._emit(Error(error.code, error.message, error.retry, fatal=False))
        self._emit(self._current.event())

    async def _meet(self, slug: str) -> None:
        chosen = await choose(slug, self._current.modality, self._current.lang)
        if chosen.slug == self._current.slug:
            self._free_at = 0.0
            return
        if chosen.modality is not self._current.modality or chosen.setup.model != self._current.setup.model:
            raise ProtocolError(
                "assistant_differs",
                f"{chosen.name} can't take over here: end this talk, and begin one with {chosen.name}.",
            )
        self._change(chosen.setup)
        self._current = chosen
        self._emit(chosen.event())
        self._emit(Upstream("assistant_changed", f"You talk with {chosen.name} now."))
        await self._record(chosen.name)

    async def _record(self, name: str) -> None:
        """The change is made: a database that is away does not undo it, nor end the talk."""
        try:
            await in_record_thread(self._write, name)
        except DatabaseError as problem:
            logger.warning("a change of assistant was not recorded: %s", type(problem).__name__)

    def _write(self, name: str) -> None:
        Conversation.objects.filter(pk=self._conversation).update(assistant=name)
