"""The writer with a database that answers."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest

from chat.models import Conversation
from chat.models import Utterance as UtteranceRow
from chat.records.thread import in_record_thread
from chat.records.writer import TranscriptWriter
from chat.transcript import Speaker
from tests.records.makers import DEADLINE_S, GOODBYE, opened, stored_row, stored_texts, utterance

pytestmark = pytest.mark.django_db(transaction=True)


@asynccontextmanager
async def running(
    conversation: UUID, *, kept: bool = True
) -> AsyncIterator[tuple[TranscriptWriter, asyncio.Queue[int]]]:
    """A writer at work, and what it tells to be stored."""
    stored: asyncio.Queue[int] = asyncio.Queue()
    writer = TranscriptWriter(conversation, kept=kept, on_stored=stored.put_nowait)
    work = asyncio.create_task(writer.run())
    try:
        async with asyncio.timeout(DEADLINE_S):
            yield writer, stored
    finally:
        work.cancel()
        await asyncio.wait({work})


async def test_what_is_put_is_stored_and_told_in_order() -> None:
    conversation = await opened()
    async with running(conversation) as (writer, stored):
        for sequence in (1, 2, 3):
            writer.put(utterance(sequence, f"line {sequence}"))
        assert [await stored.get() for _ in range(3)] == [1, 2, 3]
    assert await stored_texts(conversation) == ["line 1", "line 2", "line 3"]


async def test_every_fact_of_an_utterance_is_stored() -> None:
    conversation = await opened()
    said = utterance(
        7,
        "Red, then blue.",
        turn=3,
        speaker=Speaker.MODEL,
        typed=True,
        interrupted=True,
        total_samples=48_000,
        heard_samples=12_000,
        heard_chars=4,
        sources=(("Colours \0", "https://example.org/colours"),),
    )
    async with running(conversation) as (writer, stored):
        writer.put(said)
        await stored.get()
    row = await in_record_thread(UtteranceRow.objects.get, conversation=conversation)
    facts = {name: getattr(row, name) for name in said.__dataclass_fields__}
    stored_sources = [["Colours \ufffd", "https://example.org/colours"]]
    assert facts == {name: getattr(said, name) for name in facts} | {"sources": stored_sources}
    assert (row.heard_text, row.unheard_text) == ("Red,", " then blue.")


async def test_told_in_the_event_loop_s_own_thread() -> None:
    conversation = await opened()
    told: asyncio.Queue[int] = asyncio.Queue()

    def on_stored(sequence: int) -> None:
        assert asyncio.get_running_loop()
        told.put_nowait(threading.get_ident())

    writer = TranscriptWriter(conversation, kept=True, on_stored=on_stored)
    work = asyncio.create_task(writer.run())
    writer.put(utterance())
    async with asyncio.timeout(DEADLINE_S):
        assert await told.get() == threading.get_ident()
        await writer.finish(GOODBYE)
        await work


async def test_a_later_version_replaces_the_stored_one() -> None:
    conversation = await opened()
    async with running(conversation) as (writer, stored):
        writer.put(utterance(1, "A long story", speaker=Speaker.MODEL, heard_samples=10))
        await stored.get()
        writer.put(utterance(1, "A long story", speaker=Speaker.MODEL, heard_samples=24_000))
        await stored.get()
    rows = UtteranceRow.objects.filter(conversation=conversation)
    assert await in_record_thread(lambda: [row.heard_samples for row in rows]) == [24_000]


async def test_a_later_version_replaces_the_waiting_one() -> None:
    conversation = await opened()
    stored: list[int] = []
    writer = TranscriptWriter(conversation, kept=True, on_stored=stored.append)
    writer.put(utterance(1, "first"))
    writer.put(utterance(1, "second"))
    assert await writer.finish(GOODBYE)
    assert (stored, await stored_texts(conversation)) == ([1], ["second"])


async def test_a_thousand_rows_at_once_are_all_stored() -> None:
    conversation = await opened()
    stored: list[int] = []
    writer = TranscriptWriter(conversation, kept=True, on_stored=stored.append)
    for sequence in range(1_000):
        writer.put(utterance(sequence))
    assert await writer.finish(GOODBYE, timeout_s=DEADLINE_S)
    assert stored == list(range(1_000))
    assert len(await stored_texts(conversation)) == 1_000


async def test_a_conversation_that_is_not_kept_leaves_figures_and_no_text() -> None:
    conversation = await opened(kept=False)
    async with running(conversation, kept=False) as (writer, stored):
        writer.put(utterance(1, "a secret"))
        assert await writer.finish(GOODBYE)
        assert stored.empty()
    assert await in_record_thread(UtteranceRow.objects.count) == 0
    row = await stored_row(conversation)
    assert (row.outcome, row.turns, row.total_tokens) == ("goodbye", 2, 42)


async def test_a_conversation_deleted_while_it_runs_stays_deleted() -> None:
    conversation = await opened()
    async with running(conversation) as (writer, stored):
        writer.put(utterance(1))
        await stored.get()
        await in_record_thread(Conversation.objects.filter(pk=conversation).delete)
        writer.put(utterance(2))
        assert await writer.finish(GOODBYE)
        assert stored.empty()
    assert await in_record_thread(Conversation.objects.count) == 0
    assert await in_record_thread(UtteranceRow.objects.count) == 0


async def test_characters_that_no_database_takes_are_replaced_one_for_one() -> None:
    conversation = await opened()
    async with running(conversation) as (writer, stored):
        writer.put(utterance(1, "a\0b\ud800c"))
        await stored.get()
    assert await stored_texts(conversation) == ["a\ufffdb?c"]


async def test_two_writers_keep_their_conversations_apart() -> None:
    mine, theirs = await opened(), await opened()
    async with running(mine) as (writer, stored), running(theirs) as (other, other_stored):
        writer.put(utterance(1, "mine"))
        other.put(utterance(1, "theirs"))
        await stored.get()
        await other_stored.get()
    assert (await stored_texts(mine), await stored_texts(theirs)) == (["mine"], ["theirs"])


async def test_a_conversation_that_was_never_opened_takes_nothing() -> None:
    stored: list[int] = []
    writer = TranscriptWriter(uuid4(), kept=True, on_stored=stored.append)
    writer.put(utterance())
    assert await writer.finish(GOODBYE)
    assert stored == []
    assert await in_record_thread(UtteranceRow.objects.count) == 0
