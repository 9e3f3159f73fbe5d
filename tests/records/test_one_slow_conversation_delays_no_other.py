"""Where somebody keeps one conversation's row locked, the others' words are stored all the same."""

from __future__ import annotations

import asyncio
import threading
from uuid import UUID, uuid4

import pytest
from django.db import connection

from chat.records.thread import WRITERS, in_thread_of
from tests.leases.makers import writer_of
from tests.records.makers import DEADLINE_S, GOODBYE, opened, stored_texts, utterance

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one lock for all who write"),
]


def of_another_thread(conversation: UUID) -> UUID:
    while (other := uuid4()).int % WRITERS == conversation.int % WRITERS:
        pass
    return other


async def test_each_conversation_is_written_in_its_own_order_beside_the_others() -> None:
    slow = await opened()
    quick = await opened(of_another_thread(slow))
    release = threading.Event()
    holding = asyncio.create_task(in_thread_of(slow, release.wait, DEADLINE_S))
    try:
        writer = writer_of(quick)
        writer.put(utterance(1, "in time"))
        assert await writer.finish(GOODBYE)
        assert await stored_texts(quick) == ["in time"]
        assert not holding.done()
    finally:
        release.set()
        await holding
