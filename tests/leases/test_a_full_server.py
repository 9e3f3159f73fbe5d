"""A full server says so, and that trying again helps."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from chat.errors import CloseCode, LimitReached
from chat.leases.worker import COUNTED_S
from chat.models import Conversation
from chat.records.thread import in_record_thread
from tests.leases.conftest import AsWorker
from tests.leases.makers import passed, writer_of
from tests.records.makers import GOODBYE, opened

pytestmark = pytest.mark.django_db(transaction=True)


async def test_one_more_than_may_be_is_refused_and_leaves_no_row(settings: Settings) -> None:
    settings.LIVECHAT_MAX_SESSIONS = 2
    first, _ = await opened(), await opened()
    with pytest.raises(LimitReached) as refused:
        await opened()
    assert (refused.value.code, refused.value.retry) == ("server_full", True)
    assert refused.value.close_code == CloseCode.LIMIT
    assert await in_record_thread(Conversation.objects.count) == 2
    assert await writer_of(first).finish(GOODBYE)
    await opened()


async def test_what_waits_for_its_browser_counts(settings: Settings) -> None:
    settings.LIVECHAT_MAX_SESSIONS = 1
    writer = writer_of(await opened())
    writer.detached()
    assert await writer.release()
    with pytest.raises(LimitReached):
        await opened()


async def test_what_no_worker_holds_counts_a_quarter_of_a_minute(
    settings: Settings, as_worker: AsWorker
) -> None:
    settings.LIVECHAT_MAX_SESSIONS = 1
    await opened()
    as_worker("b")
    await passed(COUNTED_S - 5)
    with pytest.raises(LimitReached):
        await opened()
    await passed(COUNTED_S)
    await opened()
