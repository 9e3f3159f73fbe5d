"""The record never waits for the thread that others share, nor the event loop for the record."""

import asyncio
import threading

import pytest
from asgiref.sync import sync_to_async

from chat.records.thread import in_thread_of
from chat.records.writer import TranscriptWriter
from tests.records.makers import DEADLINE_S, GOODBYE, opened, stored_row, stored_texts, utterance

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_talk_is_opened_written_and_closed_while_the_thread_sensitive_thread_is_held() -> None:
    begun, release = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hold() -> None:
        loop.call_soon_threadsafe(begun.set)
        assert release.wait(2 * DEADLINE_S)

    holding = asyncio.create_task(sync_to_async(hold, thread_sensitive=True)())
    try:
        async with asyncio.timeout(DEADLINE_S):
            await begun.wait()
            conversation = await opened()
            stored: asyncio.Queue[int] = asyncio.Queue()
            writer = TranscriptWriter(conversation, kept=True, on_stored=stored.put_nowait)
            work = asyncio.create_task(writer.run())
            writer.put(utterance(1, "through"))
            assert await stored.get() == 1
            assert await writer.finish(GOODBYE)
            await work
        assert not holding.done()
        assert await stored_texts(conversation) == ["through"]
        assert (await stored_row(conversation)).outcome == "goodbye"
    finally:
        release.set()
        await holding


async def test_the_event_loop_turns_while_the_database_is_slow() -> None:
    """`put` and the loop itself go on while the record's own thread is stuck."""
    begun, release = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    conversation = await opened()

    def stuck(sequence: int) -> None:
        raise AssertionError(f"utterance {sequence} cannot be stored yet")

    def hold() -> None:
        loop.call_soon_threadsafe(begun.set)
        assert release.wait(2 * DEADLINE_S)

    holding = asyncio.create_task(in_thread_of(conversation, hold))
    writer = TranscriptWriter(conversation, kept=True, on_stored=stuck)
    work = asyncio.create_task(writer.run())
    try:
        async with asyncio.timeout(DEADLINE_S):
            await begun.wait()
            for sequence in range(500):
                writer.put(utterance(sequence))
                turned = loop.create_future()
                loop.call_soon(turned.set_result, None)
                await turned
        assert not holding.done()
    finally:
        work.cancel()
        await asyncio.wait({work})
        release.set()
        await holding
        # What the writer gave the thread is written, whoever was cancelled: not into the next test's tables.
        await in_thread_of(conversation, int)
