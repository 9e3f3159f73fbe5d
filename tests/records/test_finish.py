"""Whatever happened, the conversation is closed and what waits is written, within its time."""

import asyncio
import threading
import time

import pytest
from django.db import DataError, OperationalError

from chat.errors import SlowReader
from chat.records import together
from chat.records import writer as writer_module
from chat.records.rows import close_conversation, store_items
from chat.records.thread import in_thread_of
from chat.records.unfinished import unfinished
from chat.records.writer import BATCH_ROWS, TranscriptWriter
from chat.transcript import Outcome, Summary
from tests.records.makers import (
    DEADLINE_S,
    GOODBYE,
    FailingAtFirst,
    opened,
    stored_row,
    stored_texts,
    utterance,
)

pytestmark = pytest.mark.django_db(transaction=True)

ENDLESS = 1_000_000


async def test_what_waits_is_written_though_the_writer_never_ran() -> None:
    conversation = await opened()
    writer = TranscriptWriter(conversation, kept=True, on_stored=lambda sequence: None)
    writer.put(utterance(1, "last words"))
    assert await writer.finish(GOODBYE)
    assert await stored_texts(conversation) == ["last words"]


async def test_the_whole_account_is_written() -> None:
    conversation = await opened()
    summary = Summary(Outcome.UPSTREAM, "upstream_quota", 1, 2, 3, 4, 5, 6, 7, 8)
    writer = TranscriptWriter(conversation, kept=True, on_stored=lambda sequence: None)
    assert await writer.finish(summary)
    row = await stored_row(conversation)
    assert {name: getattr(row, name) for name in summary.__dataclass_fields__} == {
        name: getattr(summary, name) for name in summary.__dataclass_fields__
    }
    assert not row.live
    assert row.ended_at is not None
    assert row.ended_at >= row.started_at


def too_slow(sequence: int) -> None:
    raise SlowReader("slow_reader", f"Utterance {sequence} cannot be told any more.")


async def test_a_browser_that_reads_too_slowly_to_be_told_loses_no_row() -> None:
    conversation = await opened()
    writer = TranscriptWriter(conversation, kept=True, on_stored=too_slow)
    for sequence in range(2 * BATCH_ROWS):
        writer.put(utterance(sequence))
    assert await writer.finish(GOODBYE)
    assert len(await stored_texts(conversation)) == 2 * BATCH_ROWS
    assert (await stored_row(conversation)).outcome == "goodbye"


async def test_while_the_talk_runs_a_browser_that_cannot_be_told_ends_the_writer() -> None:
    conversation = await opened()
    writer = TranscriptWriter(conversation, kept=True, on_stored=too_slow)
    writer.put(utterance(1, "stored"))
    with pytest.raises(SlowReader):
        async with asyncio.timeout(DEADLINE_S):
            await writer.run()
    assert await stored_texts(conversation) == ["stored"]


async def test_a_running_writer_ends_by_itself() -> None:
    writer = TranscriptWriter(await opened(), kept=True, on_stored=lambda sequence: None)
    work = asyncio.create_task(writer.run())
    writer.put(utterance())
    assert await writer.finish(GOODBYE)
    async with asyncio.timeout(DEADLINE_S):
        await work


async def test_a_database_that_never_answers_holds_up_no_talk_and_is_given_up_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    conversation = await opened()
    monkeypatch.setattr(writer_module, "TRIED_ON_S", 0.2)
    monkeypatch.setattr(together, "store_items", FailingAtFirst(store_items, ENDLESS))
    monkeypatch.setattr(writer_module, "close_conversation", FailingAtFirst(close_conversation, ENDLESS))
    writer = TranscriptWriter(conversation, kept=True, on_stored=lambda sequence: None)
    writer.put(utterance(1, "hello"))
    began = time.monotonic()
    assert not await writer.finish(GOODBYE, timeout_s=0.3)
    assert 0.3 <= time.monotonic() - began < 2
    assert "not stored" not in caplog.text
    await unfinished.settle(DEADLINE_S)
    assert f"conversation {conversation.hex}: 1 items not stored, not closed" in caplog.text
    assert "hello" not in caplog.text


async def test_text_that_cannot_be_written_does_not_keep_the_conversation_open(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    conversation = await opened()
    monkeypatch.setattr(writer_module, "TRIED_ON_S", 0.2)
    refused = FailingAtFirst(store_items, ENDLESS, DataError("refused"))
    monkeypatch.setattr(together, "store_items", refused)
    writer = TranscriptWriter(conversation, kept=True, on_stored=lambda sequence: None)
    writer.put(utterance())
    assert not await writer.finish(GOODBYE, timeout_s=0.5)
    assert (await stored_row(conversation)).outcome == "goodbye"
    await unfinished.settle(DEADLINE_S)
    assert "1 items not stored, closed" in caplog.text


async def test_a_failed_closing_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = await opened()
    double = FailingAtFirst(close_conversation, 2, OperationalError("away"))
    monkeypatch.setattr(writer_module, "close_conversation", double)
    writer = TranscriptWriter(conversation, kept=True, on_stored=lambda sequence: None)
    assert await writer.finish(GOODBYE, timeout_s=DEADLINE_S)
    assert (await stored_row(conversation)).outcome == "goodbye"


async def test_cancelled_while_it_waits_its_turn_the_row_is_closed_all_the_same() -> None:
    conversation = await opened()
    begun, release = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def occupy() -> None:
        loop.call_soon_threadsafe(begun.set)
        assert release.wait(DEADLINE_S)

    occupant = asyncio.create_task(in_thread_of(conversation, occupy))
    async with asyncio.timeout(DEADLINE_S):
        await begun.wait()
        writer = TranscriptWriter(conversation, kept=False, on_stored=lambda sequence: None)
        finishing = asyncio.create_task(writer.finish(GOODBYE))
        done, _ = await asyncio.wait({finishing}, timeout=0.05)
        assert not done
        finishing.cancel()
        await asyncio.wait({finishing})
        release.set()
        await occupant
    assert (await stored_row(conversation)).outcome == "goodbye"


async def test_an_utterance_after_the_end_is_refused() -> None:
    writer = TranscriptWriter(await opened(), kept=True, on_stored=lambda sequence: None)
    assert await writer.finish(GOODBYE)
    with pytest.raises(RuntimeError, match="after the transcript was finished"):
        writer.put(utterance())
