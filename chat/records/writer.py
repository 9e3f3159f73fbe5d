"""The one writer of a conversation's transcript and bills (invariant 7)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from uuid import UUID

from django.db import Error
from django.utils import timezone

from chat.errors import ChatError, StorageUnavailable
from chat.records.rows import ConversationDeleted, Item, close_conversation, store_items
from chat.records.thread import in_record_thread
from chat.transcript import Summary, Utterance
from chat.usage import Bill

MAX_WAITING_ROWS = 2_000
BATCH_ROWS = 100
FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 5.0

logger = logging.getLogger(__name__)


def retry_delays() -> Iterator[float]:
    """Seconds to wait after each failure in a row."""
    delay = FIRST_RETRY_S
    while True:
        yield delay
        delay = min(delay * 2, LONGEST_RETRY_S)


class TranscriptWriter:
    """Takes utterances and bills at once, writes them in batches, tells which utterances are stored.

    Idempotent by sequence or number: a later `put` of the same one replaces it, waiting or stored. Of a
    conversation that is not kept no text is written, of one that an operator deletes while it runs nothing.
    """

    def __init__(self, conversation: UUID, *, kept: bool, on_stored: Callable[[int], None]) -> None:
        """`on_stored(sequence)` is called in the event loop, whenever a version of it is in the database.

        A ChatError that it raises ends `run`; from `finish` on it is passed over: nobody is left to be told.
        """
        self._conversation = conversation
        self._kept = kept
        self._deleted = False
        self._on_stored = on_stored
        # The newest version of each item that is not stored yet, oldest first.
        self._waiting: dict[tuple[type[Item], int], Item] = {}
        # Set while there is something for run() to do.
        self._wanted = asyncio.Event()
        # Set by finish(), for good.
        self._finishing = asyncio.Event()

    def put(self, item: Item) -> None:
        """Never waits. Raises StorageUnavailable where 2,000 items wait already: the talk has to end."""
        if self._finishing.is_set():
            raise RuntimeError("an item came after the transcript was finished")
        if self._deleted or (isinstance(item, Utterance) and not self._kept):
            return
        key = _key(item)
        if len(self._waiting) >= MAX_WAITING_ROWS and key not in self._waiting:
            raise StorageUnavailable(
                "storage_unavailable",
                "The server can no longer keep what is said, so the talk was ended. Try again in a minute.",
            )
        self._waiting[key] = item
        self._wanted.set()

    async def run(self) -> None:
        """Writes what is put, again while the database is away, until cancelled or `finish` is called."""
        while not self._finishing.is_set():
            await self._wanted.wait()
            self._wanted.clear()
            for delay in retry_delays():
                if self._finishing.is_set() or await self._flush():
                    break
                await self._pause(delay)

    async def finish(self, summary: Summary, timeout_s: float = 5.0) -> bool:
        """Writes what waits and closes the conversation with its account, whether or not `run` still runs.

        False, with ids and counts in the log, where the database did not take all of it within `timeout_s`.
        Text that cannot be written does not keep the conversation open.
        """
        self._finishing.set()
        self._wanted.set()
        closed = False
        try:
            async with asyncio.timeout(timeout_s):
                for delay in retry_delays():
                    flushed = await self._flush()
                    closed = closed or await self._close(summary)
                    if flushed and closed:
                        return True
                    await asyncio.sleep(delay)
        except TimeoutError:
            logger.error(
                "conversation %s: %d items not stored, %s",
                self._conversation.hex,
                len(self._waiting),
                "closed" if closed else "not closed",
            )
        return False

    async def _pause(self, delay: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(delay):
                await self._finishing.wait()

    async def _flush(self) -> bool:
        """True once nothing waits, False at the first batch that fails."""
        while batch := list(islice(self._waiting.values(), BATCH_ROWS)):
            try:
                await in_record_thread(store_items, self._conversation, batch)
            except ConversationDeleted:
                self._forget()
            except Error as problem:
                self._report(problem)
                return False
            else:
                self._settle(batch)
        return True

    async def _close(self, summary: Summary) -> bool:
        try:
            await in_record_thread(close_conversation, self._conversation, summary, timezone.now())
        except Error as problem:
            self._report(problem)
            return False
        return True

    def _settle(self, batch: list[Item]) -> None:
        for item in batch:
            if self._waiting.get(_key(item)) is item:
                del self._waiting[_key(item)]
        for item in batch:
            if isinstance(item, Utterance):
                self._tell(item.sequence)

    def _tell(self, sequence: int) -> None:
        try:
            self._on_stored(sequence)
        except ChatError:
            if not self._finishing.is_set():
                raise

    def _forget(self) -> None:
        logger.warning("conversation %s: deleted while it ran, no more is kept", self._conversation.hex)
        self._deleted = True
        self._waiting.clear()

    def _report(self, problem: Error) -> None:
        """The kind only: a database's message may quote the row."""
        logger.warning(
            "conversation %s: %s, %d items wait",
            self._conversation.hex,
            type(problem).__name__,
            len(self._waiting),
        )


def _key(item: Item) -> tuple[type[Item], int]:
    match item:
        case Utterance(sequence=sequence):
            return Utterance, sequence
        case Bill(number=number):
            return Bill, number
