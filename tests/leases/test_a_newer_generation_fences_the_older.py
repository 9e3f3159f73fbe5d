"""One owner at a time: whoever was superseded writes nothing more, whatever it still has."""

from __future__ import annotations

import asyncio

import pytest

from chat.errors import Superseded
from chat.leases.claim import claim
from chat.models import Lease
from chat.records.thread import in_record_thread
from chat.usage import Bill, Direction, Line
from tests.leases.makers import STANDING, lease_of, passed, row_of, token_of, writer_of
from tests.records.makers import DEADLINE_S, GOODBYE, NOON, opened, stored_texts, utterance

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_superseded_writer_ends_and_has_written_nothing() -> None:
    conversation = await opened()
    older = writer_of(conversation)
    await passed(2)
    newer = writer_of(conversation, (await claim(conversation.hex, token_of(conversation), None)).generation)
    older.put(utterance(1, "older"))
    older.put(STANDING)
    older.put(Bill(1, 1, NOON, (Line(Direction.INPUT, "TEXT", 5),)))
    async with asyncio.timeout(DEADLINE_S):
        with pytest.raises(Superseded) as superseded:
            await older.run()
        assert (superseded.value.code, superseded.value.close_code) == ("resumed_elsewhere", 4403)
        older.put(utterance(2, "older still"))
        assert not await older.release()
    newer.put(utterance(1, "newer"))
    assert await newer.finish(GOODBYE)
    assert await stored_texts(conversation) == ["newer"]


async def test_a_superseded_writer_neither_closes_nor_releases() -> None:
    conversation = await opened()
    older = writer_of(conversation)
    await passed(2)
    await claim(conversation.hex, token_of(conversation), None)
    assert not await older.finish(GOODBYE)
    assert not await writer_of(conversation).release()
    lease = await lease_of(conversation)
    assert lease is not None and lease.released_at is None
    assert (await row_of(conversation)).live


async def test_release_writes_what_waits_and_lets_go() -> None:
    conversation = await opened()
    writer = writer_of(conversation)
    writer.put(utterance(1, "last words"))
    writer.put(STANDING)
    assert await writer.release()
    lease = await lease_of(conversation)
    assert lease is not None and lease.released_at is not None
    claimed = await claim(conversation.hex, token_of(conversation), None)
    assert [each.text for each in claimed.utterances] == ["last words"]
    assert claimed.standing == STANDING
    with pytest.raises(RuntimeError):
        writer.put(utterance(2))


async def test_closing_removes_the_lease_and_may_be_done_twice() -> None:
    conversation = await opened()
    assert await writer_of(conversation).finish(GOODBYE)
    assert await lease_of(conversation) is None
    assert await writer_of(conversation).finish(GOODBYE)
    assert (await row_of(conversation)).outcome == "goodbye"


async def test_where_the_browser_is_stands_in_the_lease() -> None:
    conversation = await opened()
    writer = writer_of(conversation)
    work = asyncio.create_task(writer.run())
    writer.detached()
    first = await _detached(True)
    writer.detached()
    writer.put(utterance(1))
    assert await _detached(True) == first
    writer.attached()
    assert await _detached(False) is None
    assert await writer.finish(GOODBYE)
    await work


async def _detached(wanted: bool) -> object:
    async with asyncio.timeout(DEADLINE_S):
        while True:
            found = await in_record_thread(lambda: Lease.objects.values_list("detached_at", flat=True).get())
            if (found is not None) == wanted:
                return found
            await asyncio.sleep(0.01)
