import asyncio
import threading
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError

from chat.errors import StorageUnavailable
from chat.models import Conversation
from chat.records import opening
from chat.records.opening import open_conversation
from chat.records.thread import in_record_thread, in_thread_of
from tests.records.makers import opened, stored_row

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_conversation_is_live_from_its_first_moment_with_its_owner() -> None:
    alice = await in_record_thread(get_user_model().objects.create_user, "alice")
    conversation = uuid.uuid4()
    await open_conversation(
        conversation=conversation,
        owner_user_id=alice.pk,
        guest="",
        model="gemini-3.8-live",
        modality="TEXT",
        endpoint="vertex",
        assistant="teacher",
        kept=False,
    )
    row = await stored_row(conversation)
    assert (row.owner_id, row.guest, row.live, row.ended_at) == (alice.pk, "", True, None)
    assert (row.model, row.modality, row.endpoint) == ("gemini-3.8-live", "TEXT", "vertex")
    assert (row.assistant, row.kept, row.generation) == ("teacher", False, 1)


async def test_a_row_the_database_refuses_is_storage_unavailable() -> None:
    conversation = await opened()
    with pytest.raises(StorageUnavailable) as refused:
        await open_conversation(
            conversation=conversation,
            owner_user_id=None,
            guest="mallory",
            model="m",
            modality="AUDIO",
            endpoint="emulator",
            assistant="",
            kept=True,
        )
    assert isinstance(refused.value.__cause__, IntegrityError)
    assert refused.value.retry
    assert await in_record_thread(Conversation.objects.filter(guest="mallory").count) == 0


async def test_a_database_that_does_not_answer_is_storage_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "OPEN_WITHIN_S", 0.01)
    answering, conversation = threading.Event(), uuid.uuid4()
    slow = asyncio.create_task(in_thread_of(conversation, answering.wait, 10))
    await asyncio.sleep(0)
    try:
        with pytest.raises(StorageUnavailable):
            await opened(conversation)
    finally:
        answering.set()
    assert await slow
    # The row comes to be all the same: not in the next test.
    await stored_row(conversation)
