"""Nothing that was put is lost or doubled while the database is away, and nothing waits without a bound."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

import pytest
from django.db import connection

from chat.errors import StorageUnavailable
from chat.records import together
from chat.records.rows import Item, store_items
from chat.records.unfinished import MAX_ROWS, Unfinished, unfinished
from chat.records.writer import LONGEST_RETRY_S, MAX_WAITING_ROWS, TranscriptWriter, retry_delays
from tests.records.makers import (
    DEADLINE_S,
    GOODBYE,
    FailingAtFirst,
    opened,
    stored_row,
    stored_texts,
    utterance,
)

ENDLESS = 1_000_000

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> FailingAtFirst:
    """A database that fails three times."""
    double = FailingAtFirst(store_items, 3)
    monkeypatch.setattr(together, "store_items", double)
    return double


def test_delays_grow_to_a_limit() -> None:
    delays = list(islice(retry_delays(), 20))
    assert delays == sorted(delays)
    assert (delays[0], delays[-1]) == (0.1, LONGEST_RETRY_S)


async def test_failed_writes_are_tried_again_until_all_is_stored_once(failing: FailingAtFirst) -> None:
    conversation = await opened()
    stored: asyncio.Queue[int] = asyncio.Queue()
    writer = TranscriptWriter(conversation, kept=True, on_stored=stored.put_nowait)
    work = asyncio.create_task(writer.run())
    writer.put(utterance(1, "one"))
    writer.put(utterance(2, "two"))
    async with asyncio.timeout(DEADLINE_S):
        assert [await stored.get(), await stored.get()] == [1, 2]
        assert await writer.finish(GOODBYE)
        await work
    assert failing.failures_left == 0
    assert stored.empty()
    assert await stored_texts(conversation) == ["one", "two"]


async def test_what_was_said_is_in_no_log(failing: FailingAtFirst, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    conversation = await opened()
    writer = TranscriptWriter(conversation, kept=True, on_stored=lambda sequence: None)
    writer.put(utterance(1, "hello"))
    assert await writer.finish(GOODBYE)
    assert f"conversation {conversation.hex}: OperationalError, 1 items wait" in caplog.text
    assert "hello" not in caplog.text


@pytest.fixture
def lock() -> Iterator[sqlite3.Connection]:
    """Another connection to the test's database, through which its only write lock can be held."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one lock for all writers")
    name = str(connection.settings_dict["NAME"])
    other = sqlite3.connect(name, uri=name.startswith("file:"), isolation_level=None, check_same_thread=False)
    yield other
    other.close()


async def test_a_locked_database_delays_the_rows_and_loses_none(lock: sqlite3.Connection) -> None:
    conversation = await opened()
    stored: asyncio.Queue[int] = asyncio.Queue()
    writer = TranscriptWriter(conversation, kept=True, on_stored=stored.put_nowait)
    lock.execute("BEGIN EXCLUSIVE")
    work = asyncio.create_task(writer.run())
    writer.put(utterance(1, "kept"))
    tried = await writer.finish(GOODBYE, timeout_s=0.5)
    assert (tried, stored.empty()) == (False, True)
    lock.execute("ROLLBACK")
    async with asyncio.timeout(DEADLINE_S):
        await work
        await unfinished.settle(DEADLINE_S)
    assert await stored_texts(conversation) == ["kept"]
    assert (await stored_row(conversation)).outcome == "goodbye"


async def test_a_talk_that_ends_while_the_database_is_away_is_stored_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    conversation = await opened()
    away = FailingAtFirst(store_items, ENDLESS)
    monkeypatch.setattr(together, "store_items", away)
    writer = TranscriptWriter(conversation, kept=True, on_stored=lambda sequence: None)
    writer.put(utterance(1, "last words"))
    assert not await writer.release(timeout_s=0.1)
    assert await stored_texts(conversation) == []
    away.failures_left = 0
    await unfinished.settle(DEADLINE_S)
    assert await stored_texts(conversation) == ["last words"]
    assert (await stored_row(conversation)).live
    assert "not stored" not in caplog.text


async def test_what_a_stopping_process_could_not_store_stands_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    conversation = await opened()
    monkeypatch.setattr(together, "store_items", FailingAtFirst(store_items, ENDLESS))
    writer = TranscriptWriter(conversation, kept=True, on_stored=lambda sequence: None)
    writer.put(utterance(1, "hello"))
    assert not await writer.finish(GOODBYE, timeout_s=0.1)
    [task] = [each for each in asyncio.all_tasks() if each.get_name() == "unfinished record"]
    await asyncio.sleep(0)  # It begins.
    task.cancel()
    await asyncio.wait({task})
    assert f"conversation {conversation.hex}: 1 items not stored, closed" in caplog.text
    assert "hello" not in caplog.text


async def test_unfinished_records_have_a_bound_together() -> None:
    over = asyncio.Event()

    async def rest() -> None:
        await over.wait()

    these = Unfinished()
    assert these.take(rest(), MAX_ROWS - 1)
    assert not these.take(rest(), 2)
    assert these.take(rest(), 1)
    over.set()
    await these.settle(DEADLINE_S)
    assert these.take(rest(), MAX_ROWS)
    await these.settle(DEADLINE_S)


async def test_two_thousand_rows_may_wait_and_no_more() -> None:
    writer = TranscriptWriter(await opened(), kept=True, on_stored=lambda sequence: None)
    for sequence in range(MAX_WAITING_ROWS):
        writer.put(utterance(sequence))
    with pytest.raises(StorageUnavailable) as full:
        writer.put(utterance(MAX_WAITING_ROWS))
    assert (full.value.code, full.value.retry) == ("storage_unavailable", True)
    writer.put(utterance(MAX_WAITING_ROWS - 1, "a newer version takes no more room"))


class Slow:
    """Stands before `store_items`: tells that a write has begun, and holds it until released."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.release = threading.Event()
        self._loop = asyncio.get_running_loop()

    def __call__(self, conversation: UUID, generation: int, items: Sequence[Item]) -> None:
        self._loop.call_soon_threadsafe(self.begun.set)
        assert self.release.wait(DEADLINE_S)
        store_items(conversation, generation, items)


async def test_a_version_put_while_an_older_one_is_written_is_written_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    conversation = await opened()
    slow = Slow()
    monkeypatch.setattr(together, "store_items", slow)
    stored: asyncio.Queue[int] = asyncio.Queue()
    writer = TranscriptWriter(conversation, kept=True, on_stored=stored.put_nowait)
    work = asyncio.create_task(writer.run())
    writer.put(utterance(1, "older"))
    async with asyncio.timeout(DEADLINE_S):
        await slow.begun.wait()
        writer.put(utterance(1, "newer"))
        slow.release.set()
        assert await stored.get() == 1
        assert await writer.finish(GOODBYE)
        await work
    assert stored.empty(), "the older one is told of, too"
    assert await stored_texts(conversation) == ["newer"]


async def test_cancelled_in_the_middle_of_a_write_the_row_is_stored_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    conversation = await opened()
    slow = Slow()
    monkeypatch.setattr(together, "store_items", slow)
    writer = TranscriptWriter(conversation, kept=True, on_stored=lambda sequence: None)
    work = asyncio.create_task(writer.run())
    writer.put(utterance(1, "older"))
    async with asyncio.timeout(DEADLINE_S):
        await slow.begun.wait()
        work.cancel()
        await asyncio.wait({work})
        writer.put(utterance(1, "newer"))
        slow.release.set()
        assert await writer.finish(GOODBYE)
    assert work.cancelled()
    assert await stored_texts(conversation) == ["newer"]
    assert (await stored_row(conversation)).outcome == "goodbye"
