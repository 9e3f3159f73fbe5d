"""The rows say that a process lives, and its talks hear what the rows want of them."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError

from chat.leases import heart as heart_module
from chat.leases.claim import claim
from chat.leases.heart import Heart, Notice
from chat.leases.rows import Wish, want, wishes
from chat.leases.worker import STALE_AFTER_S, beat, worker_id
from chat.models import Conversation, Lease, Worker
from chat.records.thread import in_record_thread
from tests.leases.conftest import AsWorker
from tests.leases.makers import lease_of, passed, token_of, until, writer_of
from tests.records.makers import DEADLINE_S, GOODBYE, opened
from tests.support.process import PROJECT_DIR

pytestmark = pytest.mark.django_db(transaction=True)

NOTICED_WITHIN_S = 2.0


@pytest.fixture
def heart() -> Iterator[Heart]:
    heart = Heart()
    yield heart
    heart.stop()


async def noticed(heart: Heart, conversation: UUID, change: Callable[[], Any]) -> Notice:
    """What a talk is told first after a change of the rows."""
    notices: asyncio.Queue[Notice] = asyncio.Queue()
    with heart.hold(conversation, 1, notices.put_nowait):
        await until(Worker.objects.get, lambda row: row.pk == worker_id())
        await in_record_thread(change)
        async with asyncio.timeout(NOTICED_WITHIN_S):
            return await notices.get()


async def test_a_process_that_holds_a_talk_is_seen_to_live(heart: Heart) -> None:
    conversation = await opened()
    seen = Worker.objects.values_list("seen_at", flat=True).get
    first = await in_record_thread(seen)
    with heart.hold(conversation, 1, lambda _: None):
        second = await until(seen, lambda at: at > first)
        await until(seen, lambda at: at > second)


async def test_nothing_of_it_is_left_when_nothing_is_held(heart: Heart) -> None:
    conversation = await opened()
    with heart.hold(conversation, 1, lambda _: None):
        assert "heart" in {thread.name for thread in threading.enumerate()}
    heart.stop()
    assert "heart" not in {thread.name for thread in threading.enumerate()}
    with heart.hold(conversation, 1, lambda _: None):
        assert "heart" in {thread.name for thread in threading.enumerate()}
    heart.stop()


async def test_it_is_told_that_another_wants_it(heart: Heart) -> None:
    conversation = await opened()
    assert await noticed(heart, conversation, lambda: want(conversation, 1)) is Notice.WANTED


async def test_it_is_told_that_another_has_taken_it(heart: Heart, as_worker: AsWorker) -> None:
    conversation = await opened()

    def take() -> None:
        Worker.objects.create(id="b", seen_at=Worker.objects.get().seen_at)
        Conversation.objects.update(generation=2)
        Lease.objects.update(generation=2, worker="b")

    assert await noticed(heart, conversation, take) is Notice.LOST


async def test_it_is_told_that_it_was_closed_meanwhile(heart: Heart) -> None:
    conversation = await opened()
    assert await noticed(heart, conversation, lambda: Lease.objects.all().delete()) is Notice.LOST


async def test_it_is_told_that_an_operator_ends_it(heart: Heart) -> None:
    conversation = await opened()
    ended = await noticed(heart, conversation, lambda: Lease.objects.update(end_requested=True))
    assert ended is Notice.ENDED


async def test_it_is_told_that_an_operator_has_deleted_it(heart: Heart) -> None:
    conversation = await opened()
    assert await noticed(heart, conversation, Conversation.objects.all().delete) is Notice.ENDED


@pytest.mark.parametrize("way", ["deactivated", "deleted"])
async def test_it_is_told_that_its_user_may_no_longer_talk(heart: Heart, way: str) -> None:
    conversation = await opened()
    alice = await in_record_thread(get_user_model().objects.create_user, "alice")
    await in_record_thread(Conversation.objects.update, owner=alice, guest="")

    def forbid() -> None:
        if way == "deleted":
            alice.delete()
        else:
            type(alice).objects.update(is_active=False)

    notices: asyncio.Queue[Notice] = asyncio.Queue()
    with heart.hold(conversation, 1, notices.put_nowait):
        await until(lambda: heart._held[conversation, 1].user, lambda user: user == alice.pk)
        await in_record_thread(forbid)
        async with asyncio.timeout(NOTICED_WITHIN_S):
            assert await notices.get() is Notice.FORBIDDEN


async def test_each_notice_comes_once_and_only_to_its_talk(heart: Heart) -> None:
    mine, other = await opened(), await opened()
    told: list[tuple[str, Notice]] = []
    with (
        heart.hold(mine, 1, lambda notice: told.append(("mine", notice))),
        heart.hold(other, 1, lambda notice: told.append(("other", notice))),
    ):
        await in_record_thread(want, mine, 1)
        for _ in range(2):
            before = (await in_record_thread(Worker.objects.get)).seen_at
            heart.wake()
            await until(Worker.objects.get, lambda row: row.seen_at > before)  # noqa: B023
    assert told == [("mine", Notice.WANTED)]


async def test_a_database_that_is_away_delays_it_and_tells_nobody(
    heart: Heart, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    conversation = await opened()
    failed, back = threading.Event(), threading.Event()

    def away() -> None:
        if not back.is_set():
            failed.set()
            raise OperationalError("no route to the words that were said")
        beat()

    monkeypatch.setattr(heart_module, "beat", away)
    notices: asyncio.Queue[Notice] = asyncio.Queue()
    with heart.hold(conversation, 1, notices.put_nowait):
        assert await asyncio.to_thread(failed.wait, DEADLINE_S)
        failed.clear()
        assert await asyncio.to_thread(failed.wait, DEADLINE_S)
        await in_record_thread(want, conversation, 1)
        back.set()
        async with asyncio.timeout(NOTICED_WITHIN_S):
            assert await notices.get() is Notice.WANTED
    assert caplog.text.count("the leases can't be kept for now: OperationalError") == 1
    assert "the words" not in caplog.text


async def test_a_lease_that_no_talk_holds_is_let_go_of(heart: Heart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heart_module, "UNHELD_AFTER_S", 0.1)
    left, held = await opened(), await opened()
    with heart.hold(held, 1, lambda _: None):
        await until(lambda: Lease.objects.get(pk=left).released_at, lambda at: at is not None)
        assert (await in_record_thread(Lease.objects.get, pk=held)).released_at is None


async def test_a_busy_event_loop_does_not_make_it_look_dead(heart: Heart, as_worker: AsWorker) -> None:
    conversation = await opened()
    with heart.hold(conversation, 1, lambda _: None):
        await until(Worker.objects.get, lambda row: row.pk == worker_id())
        time.sleep(2)  # noqa: ASYNC251  # the loop is busy: nothing else can run in it
        seen = await in_record_thread(lambda: _age_s())
    assert seen < STALE_AFTER_S


async def test_a_claim_reaches_a_talk_of_the_same_process(heart: Heart) -> None:
    conversation = await opened()
    notices: asyncio.Queue[Notice] = asyncio.Queue()
    with ExitStack() as holding:
        holding.enter_context(heart.hold(conversation, 1, notices.put_nowait))
        claiming = asyncio.create_task(claim(conversation.hex, token_of(conversation), None))
        assert await notices.get() is Notice.WANTED
        assert await writer_of(conversation).release()
        claimed = await claiming
        holding.enter_context(heart.hold(conversation, claimed.generation, lambda _: None))
    assert await writer_of(conversation, 2).finish(GOODBYE)
    assert await lease_of(conversation) is None


async def test_the_time_that_passed_is_the_databases() -> None:
    """A worker that was silent is found by the rows alone, whatever its own clock says."""
    await opened()
    await passed(100)
    assert await in_record_thread(lambda: _age_s()) >= 100


def _age_s() -> float:
    from django.db.models.functions import Now

    row = Worker.objects.annotate(now=Now()).get()
    return float((row.now - row.seen_at).total_seconds())


async def test_a_fault_of_our_own_does_not_stop_it(heart: Heart, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = await opened()
    faults = iter([ZeroDivisionError("the words that were said")])

    def faulty() -> None:
        if fault := next(faults, None):
            raise fault
        beat()

    monkeypatch.setattr(heart_module, "beat", faulty)
    assert await noticed(heart, conversation, lambda: want(conversation, 1)) is Notice.WANTED


async def test_one_that_was_idle_beats_at_once_for_a_talk_that_begins(heart: Heart) -> None:
    heart.stay()
    conversation = await opened()
    await passed(100)
    with heart.hold(conversation, 1, lambda _: None):
        await until(_age_s, lambda age: age < 1, within_s=1)


@pytest.mark.parametrize("room", ["leases", "records"])
def test_no_clock_of_this_process_stands_in_a_row(room: str) -> None:
    """It may be wrong by a day: times are the database's."""
    for file in (PROJECT_DIR / "chat" / room).glob("*.py"):
        text = file.read_text()
        assert not re.search(r"timezone\.now|datetime\.now|time\.time\(|utcnow", text), file.name


async def test_a_talk_that_begins_while_the_rows_are_asked_has_not_lost_its_own(
    heart: Heart, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, begun, asked = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
    told: list[Notice] = []

    async def begin() -> None:
        holding.enter_context(heart.hold(await opened(), 1, told.append))
        begun.set()

    def slow_wishes() -> dict[tuple[UUID, int], Wish]:
        rows = wishes()
        if begun.is_set():
            loop.call_soon_threadsafe(asked.set)
        else:
            asyncio.run_coroutine_threadsafe(begin(), loop).result(DEADLINE_S)
        return rows

    monkeypatch.setattr(heart_module, "wishes", slow_wishes)
    with ExitStack() as holding:
        holding.enter_context(heart.hold(await opened(), 1, told.append))
        async with asyncio.timeout(DEADLINE_S):
            await asked.wait()
    assert told == []
