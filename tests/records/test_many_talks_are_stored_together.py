"""What many talks have to store at one moment goes in one transaction, and none suffers for another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from django.db import DataError, OperationalError, connection

from chat.errors import Superseded
from chat.models import Conversation
from chat.records import together
from chat.records.rows import Batch, Item, store_items, store_together
from chat.records.thread import in_record_thread, lane_of
from chat.records.together import store
from tests.records.makers import DEADLINE_S, opened, stored_texts, utterance

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere talks have more than one thread"),
]


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many were stored in each of the transactions for many."""
    sizes: list[int] = []

    def counted(batches: Sequence[Batch]) -> list[Batch]:
        left_out = store_together(batches)
        sizes.append(len(batches) - len(left_out))
        return left_out

    monkeypatch.setattr(together, "store_together", counted)
    return sizes


@asynccontextmanager
async def thread_held(conversation: UUID) -> AsyncIterator[None]:
    """What is to be stored waits until the end of the block."""
    release = threading.Event()
    holding = asyncio.create_task(lane_of(conversation).run(release.wait, DEADLINE_S))
    try:
        yield
        # Each of the tasks that were made in the block comes to its waiting.
        await asyncio.sleep(0)
    finally:
        release.set()
        await holding


async def store_at_once(
    conversations: Sequence[UUID], items: Callable[[int], list[Item]] = lambda number: [utterance(number)]
) -> list[None | BaseException]:
    async with thread_held(conversations[0]):
        storing = [
            asyncio.create_task(store(conversation, 1, items(number)))
            for number, conversation in enumerate(conversations, 1)
        ]
    return await asyncio.gather(*storing, return_exceptions=True)


async def test_they_share_a_transaction(sizes: list[int]) -> None:
    conversations = [await opened() for _ in range(5)]
    assert await store_at_once(conversations) == [None] * 5
    assert sizes == [5]
    assert [await stored_texts(each) for each in conversations] == [["hello"]] * 5


async def test_one_that_another_process_owns_is_told_so_and_the_others_are_stored(sizes: list[int]) -> None:
    first, lost, last = [await opened() for _ in range(3)]
    await in_record_thread(Conversation.objects.filter(pk=lost).update, generation=2)
    results = await store_at_once([first, lost, last])
    assert [type(result) for result in results] == [type(None), Superseded, type(None)]
    assert sizes == [2]
    assert [await stored_texts(each) for each in (first, lost, last)] == [["hello"], [], ["hello"]]


async def test_two_of_the_same_talk_are_stored_in_their_order(sizes: list[int]) -> None:
    talk, other = [await opened() for _ in range(2)]
    results = await store_at_once([talk, other, talk], lambda number: [utterance(1, f"version {number}")])
    assert results == [None] * 3
    assert sizes == [2]
    assert await stored_texts(talk) == ["version 3"]


async def test_one_that_the_database_refuses_spoils_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    first, refused, last = [await opened() for _ in range(3)]

    def spoilt(batches: Sequence[Batch]) -> list[Batch]:
        raise DataError("one of them")

    def alone(conversation: UUID, generation: int, items: Sequence[Item]) -> None:
        if conversation == refused:
            raise DataError("this one")
        store_items(conversation, generation, items)

    monkeypatch.setattr(together, "store_together", spoilt)
    monkeypatch.setattr(together, "store_items", alone)
    results = await store_at_once([first, refused, last])
    assert [type(result) for result in results] == [type(None), DataError, type(None)]
    assert [await stored_texts(each) for each in (first, refused, last)] == [["hello"], [], ["hello"]]


async def test_while_the_database_is_away_none_is_tried_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[UUID] = []

    def away(batches: Sequence[Batch]) -> list[Batch]:
        raise OperationalError("away")

    monkeypatch.setattr(together, "store_together", away)
    monkeypatch.setattr(together, "store_items", lambda conversation, *_: tried.append(conversation))
    results = await store_at_once([await opened() for _ in range(3)])
    assert [type(result) for result in results] == [OperationalError] * 3
    assert tried == []


async def test_it_is_stored_behind_whatever_was_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST_TOGETHER", 1)
    talks = [await opened() for _ in range(3)]
    waiting = together._together[lane_of(talks[0])]._waiting
    waiting.extend(Batch(talk, 1, [utterance(1)]) for talk in talks[:2])
    await store(talks[2], 1, [utterance(1)])
    assert [await stored_texts(each) for each in talks] == [["hello"]] * 3
