"""The one writer of a conversation's transcript, bills and standing (invariant 7)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.db import Error

from chat.errors import ChatError, StorageUnavailable, Superseded
from chat.leases.standing import Standing
from chat.records.rows import (
    Attachment,
    ConversationDeleted,
    Item,
    close_conversation,
    release_conversation,
)
from chat.records.thread import in_thread_of
from chat.records.together import store
from chat.records.trouble import trouble
from chat.records.unfinished import unfinished
from chat.transcript import Summary, Utterance
from chat.usage import Bill

MAX_WAITING_ROWS = 2_000
BATCH_ROWS = 100
GATHER_S = 0.5
"""What comes so soon after the first goes in one transaction with it."""
FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 5.0
LONGEST_LATE_RETRY_S = 1.0
"""Of a talk that is over: who goes on with it elsewhere waits four seconds for its words."""
FINISH_WITHIN_S = 5.0
RELEASE_WITHIN_S = 3.0
TRIED_ON_S = 90.0
"""In the background, once the talk is over: longer than a database takes to restart."""

P = ParamSpec("P")

logger = logging.getLogger(__name__)


def retry_delays(longest_s: float = LONGEST_RETRY_S) -> Iterator[float]:
    """Seconds to wait after each failure in a row."""
    delay = FIRST_RETRY_S
    while True:
        yield delay
        delay = min(delay * 2, longest_s)


class TranscriptWriter:
    """Takes what is to be kept at once, writes it in batches, tells which utterances are stored.

    Idempotent by sequence or number: a later `put` of the same one replaces it, waiting or stored. Of a
    conversation that is not kept no text is written, of one that an operator deletes while it runs nothing,
    and nothing once another generation owns it.
    """

    def __init__(
        self, conversation: UUID, *, generation: int = 1, kept: bool, on_stored: Callable[[int], None]
    ) -> None:
        """`on_stored(sequence)` is called in the event loop once its newest version is in the database.

        A ChatError that it raises ends `run`; from `finish` on it is passed over: nobody is left to be told.
        """
        self._conversation = conversation
        self._generation = generation
        self._kept = kept
        # Set for good where the row is deleted, or another generation's.
        self._forgotten = False
        self._on_stored = on_stored
        # The newest version of each item that is not stored yet, oldest first.
        self._waiting: dict[tuple[type[Item], int], Item] = {}
        # Set while there is something for run() to do.
        self._wanted = asyncio.Event()
        # Set by finish() and release(), for good.
        self._finishing = asyncio.Event()

    def put(self, item: Item) -> None:
        """Never waits. Raises StorageUnavailable where 2,000 items wait already: the talk has to end."""
        if self._finishing.is_set():
            raise RuntimeError("an item came after the transcript was finished")
        if self._forgotten or (isinstance(item, Utterance) and not self._kept):
            return
        key = _key(item)
        if len(self._waiting) >= MAX_WAITING_ROWS and key not in self._waiting:
            raise StorageUnavailable(
                "storage_unavailable",
                "The server can no longer keep what is said, so the talk was ended. Try again in a minute.",
            )
        if isinstance(item, Standing):
            # Behind the utterances that it speaks of.
            self._waiting.pop(key, None)
        self._waiting[key] = item
        self._wanted.set()

    def attached(self) -> None:
        """A browser is there. Never waits, as `put`."""
        self.put(Attachment(attached=True))

    def detached(self) -> None:
        """The browser is lost: from now on the time runs in which it can come back."""
        self.put(Attachment(attached=False))

    async def run(self) -> None:
        """Writes what is put, again while the database is away, until cancelled, finished or released.

        Raises Superseded once another generation owns the conversation.
        """
        while not self._finishing.is_set():
            await self._wanted.wait()
            self._wanted.clear()
            # All who write do it at the same moments, so that they can do it together.
            await self._pause(GATHER_S - time.monotonic() % GATHER_S)
            for delay in retry_delays():
                if self._finishing.is_set() or await self._flush():
                    break
                await self._pause(delay)

    async def finish(self, summary: Summary, timeout_s: float = FINISH_WITHIN_S) -> bool:
        """Writes what waits and closes the conversation with its account, whether or not `run` still runs.

        False where the database did not take all of it within `timeout_s`: then it is tried on for 90 s more,
        and what is given up after that stands in the log with ids and counts. False, too, where the
        conversation is another's. Text that cannot be written does not keep it open.
        """
        closed = False

        async def close() -> bool:
            nonlocal closed
            flushed = await self._flush()
            closed = closed or await self._do(close_conversation, summary)
            return flushed and closed

        return await self._end(close, timeout_s, lambda: "closed" if closed else "not closed")

    async def release(self, timeout_s: float = RELEASE_WITHIN_S) -> bool:
        """Writes what waits and lets go of the conversation, so that another process may go on with it.

        False where the database did not take all of it within `timeout_s`: it is tried on, as in `finish`.
        False, too, where it is another's already.
        """

        async def let_go() -> bool:
            return await self._flush() and await self._do(release_conversation)

        return await self._end(let_go, timeout_s, lambda: "not released")

    async def _end(
        self, step: Callable[[], Awaitable[bool]], timeout_s: float, left: Callable[[], str]
    ) -> bool:
        """Repeats the last step until it is done. `left` tells the log how it stands where it is not."""
        self._finishing.set()
        self._wanted.set()
        if done := await self._repeat(step, timeout_s):
            return True
        if done is None and not unfinished.take(self._try_on(step, left), len(self._waiting)):
            self._give_up(left())
        return False

    async def _try_on(self, step: Callable[[], Awaitable[bool]], left: Callable[[], str]) -> None:
        done = None
        try:
            done = await self._repeat(step, TRIED_ON_S, LONGEST_LATE_RETRY_S)
        finally:
            if done is None:
                self._give_up(left())

    async def _repeat(
        self, step: Callable[[], Awaitable[bool]], timeout_s: float, longest_s: float = LONGEST_RETRY_S
    ) -> bool | None:
        """True once it is done, False where the conversation goes on elsewhere, None when the time is up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                for delay in retry_delays(longest_s):
                    try:
                        if await step():
                            return True
                    except Superseded:
                        logger.info("conversation %s: goes on elsewhere", self._conversation.hex)
                        return False
                    await asyncio.sleep(delay)
        return None

    def _give_up(self, how: str) -> None:
        logger.error(
            "conversation %s: %d items not stored, %s", self._conversation.hex, len(self._waiting), how
        )

    async def _pause(self, delay: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(delay):
                await self._finishing.wait()

    async def _flush(self) -> bool:
        """True once nothing waits, False at the first batch that fails. Raises Superseded."""
        while batch := list(islice(self._waiting.values(), BATCH_ROWS)):
            try:
                if not await self._try(store(self._conversation, self._generation, batch)):
                    return False
            except ConversationDeleted:
                logger.warning(
                    "conversation %s: deleted while it ran, no more is kept", self._conversation.hex
                )
                self._forget()
            except Superseded:
                self._forget()
                raise
            else:
                self._settle(batch)
        return True

    async def _do(
        self, job: Callable[Concatenate[UUID, int, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> bool:
        conversation = self._conversation
        return await self._try(
            in_thread_of(conversation, job, conversation, self._generation, *args, **kwargs)
        )

    async def _try(self, work: Awaitable[None]) -> bool:
        """False, with the kind of failure in the log, where the database cannot do it now."""
        try:
            await work
        except Error as problem:
            trouble.failed()
            # The kind only: a database's message may quote the row.
            logger.warning(
                "conversation %s: %s, %d items wait",
                self._conversation.hex,
                type(problem).__name__,
                len(self._waiting),
            )
            return False
        trouble.passed()
        return True

    def _settle(self, batch: list[Item]) -> None:
        newest = [item for item in batch if self._waiting.get(_key(item)) is item]
        for item in newest:
            del self._waiting[_key(item)]
        for item in newest:
            if isinstance(item, Utterance):
                self._tell(item.sequence)

    def _tell(self, sequence: int) -> None:
        try:
            self._on_stored(sequence)
        except ChatError:
            if not self._finishing.is_set():
                raise

    def _forget(self) -> None:
        self._forgotten = True
        self._waiting.clear()


def _key(item: Item) -> tuple[type[Item], int]:
    match item:
        case Utterance(sequence=sequence):
            return Utterance, sequence
        case Bill(number=number):
            return Bill, number
        case Standing() | Attachment():
            return type(item), 0
