"""What nobody came back for is closed: exactly that, once, with the account that was written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connections

from chat.leases import sweeper as sweeper_module
from chat.leases.standing import unseal
from chat.leases.sweeper import LOOK_AGAIN_S, Sweeper
from chat.leases.worker import beat
from chat.models import Conversation, Lease, Worker
from chat.records.thread import in_record_thread
from chat.usage import Bill, Direction, Line
from tests.leases.conftest import AsWorker
from tests.leases.makers import STANDING, lease_of, passed, row_of, until, writer_of
from tests.records.makers import NOON, opened, utterance
from tests.records.rows import talk

pytestmark = pytest.mark.django_db(transaction=True)

RESUMABLE_S = 60
OVER_S = RESUMABLE_S + 10


class Clock:
    """The sweeper's own, monotonic."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(sweeper_module, "time", clock)
    return clock


@pytest.fixture
def swept(clock: Clock) -> Callable[[], int]:
    """How many a sweeper closes that looks twice."""

    def sweep() -> int:
        sweeper = Sweeper()
        first = sweeper.sweep()
        clock.now += LOOK_AGAIN_S
        return first + sweeper.sweep()

    return sweep


Swept = Callable[[], int]


async def test_a_dead_workers_talk_is_closed_with_what_was_written_down(swept: Swept) -> None:
    conversation = await opened()
    writer = writer_of(conversation)
    writer.put(utterance(1, "kept"))
    writer.put(STANDING)
    writer.put(Bill(1, 1, NOON, (Line(Direction.INPUT, "TEXT", 5), Line(Direction.OUTPUT, "AUDIO", 7))))
    work = asyncio.create_task(writer.run())
    await until(lambda: Lease.objects.get().standing, lambda sealed: unseal(sealed) == STANDING)
    work.cancel()
    await asyncio.wait({work})
    await passed(OVER_S)
    lost = await lease_of(conversation)
    assert await in_record_thread(swept) == 1
    row = await row_of(conversation)
    assert (row.outcome, row.error_code, row.live) == ("failed", "worker_lost", False)
    assert lost is not None and row.ended_at == lost.worker.seen_at
    assert (row.turns, row.microphone_ms, row.dropped_ms, row.pictures, row.speech_ms) == (
        STANDING.turns,
        STANDING.microphone_ms,
        STANDING.dropped_ms,
        STANDING.pictures,
        STANDING.speech_ms,
    )
    assert (row.prompt_tokens, row.response_tokens, row.total_tokens, row.cost) == (5, 7, 12, None)
    assert await lease_of(conversation) is None
    assert await in_record_thread(swept) == 0


@pytest.mark.parametrize(
    ("detached", "outcome"), [(False, ("shutdown", "")), (True, ("lost", ""))], ids=["there", "away"]
)
async def test_a_released_talk_is_closed_as_how_it_was_left(
    swept: Swept, detached: bool, outcome: tuple[str, str]
) -> None:
    conversation = await opened()
    writer = writer_of(conversation)
    if detached:
        writer.detached()
    assert await writer.release()
    await passed(OVER_S)
    assert await in_record_thread(swept) == 1
    row = await row_of(conversation)
    assert (row.outcome, row.error_code) == outcome


async def left(way: str) -> UUID:
    conversation = await opened()
    if way == "released":
        assert await writer_of(conversation).release()
    return conversation


@pytest.mark.parametrize("way", ["released", "killed"])
async def test_what_can_still_be_gone_on_with_is_left_alone(swept: Swept, way: str) -> None:
    conversation = await left(way)
    await passed(RESUMABLE_S)
    assert await in_record_thread(swept) == 0
    assert (await row_of(conversation)).live


async def test_a_living_workers_talks_are_left_alone_however_long_they_are(swept: Swept) -> None:
    conversation = await opened()
    writer = writer_of(conversation)
    writer.detached()
    work = asyncio.create_task(writer.run())
    await until(lambda: Lease.objects.get().detached_at, lambda at: at is not None)
    await passed(OVER_S)
    await in_record_thread(beat)
    assert await in_record_thread(swept) == 0
    work.cancel()
    await asyncio.wait({work})


async def test_workers_that_beat_again_after_an_outage_are_not_dead(clock: Clock) -> None:
    """The database was away for all: their beats are as old as the outage, until they come."""
    conversation = await opened()
    await passed(OVER_S)
    sweeper = Sweeper()
    assert await in_record_thread(sweeper.sweep) == 0
    clock.now += LOOK_AGAIN_S
    await in_record_thread(beat)
    # The database's clock was set, too, or the next beat is late again.
    await passed(OVER_S)
    assert await in_record_thread(sweeper.sweep) == 0
    clock.now += LOOK_AGAIN_S
    assert await in_record_thread(sweeper.sweep) == 1
    assert not (await row_of(conversation)).live


async def test_live_rows_that_nobody_ever_held_are_closed(swept: Swept) -> None:
    def old() -> Conversation:
        return talk(ended_at=None, outcome="")

    conversation = await in_record_thread(old)
    assert await in_record_thread(swept) == 1
    row = await row_of(conversation.pk)
    assert (row.outcome, row.error_code, row.ended_at) == ("failed", "worker_lost", NOON)


async def test_two_sweepers_at_once_close_each_once() -> None:
    for _ in range(15):
        assert await writer_of(await opened()).release()
    await passed(OVER_S)

    def sweep(_: int) -> int:
        try:
            return Sweeper().sweep()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        closed = list(threads.map(sweep, range(4)))
    assert sum(closed) == 15
    assert await in_record_thread(Lease.objects.count) == 0
    assert await in_record_thread(Conversation.objects.filter(outcome="shutdown").count) == 15


async def test_workers_of_days_ago_are_forgotten(swept: Swept, as_worker: AsWorker) -> None:
    await in_record_thread(beat)
    await passed(25 * 3600)
    as_worker("b")
    await in_record_thread(beat)
    await in_record_thread(swept)
    assert await in_record_thread(lambda: list(Worker.objects.values_list("pk", flat=True))) == ["b"]


async def test_a_broken_seal_keeps_nothing_open(swept: Swept) -> None:
    conversation = await opened()
    assert await writer_of(conversation).release()
    await in_record_thread(Lease.objects.update, standing="sealed by somebody else")
    await passed(OVER_S)
    assert await in_record_thread(swept) == 1
    assert (await row_of(conversation)).outcome == "shutdown"


async def test_the_command_closes_all_and_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    for way in ("killed", *["released"] * 25):
        await left(way)
    await passed(OVER_S)
    await in_record_thread(call_command, "sweep")
    assert capsys.readouterr().out == "Closed 26 conversations.\n"
    await in_record_thread(call_command, "sweep")
    assert capsys.readouterr().out == "Closed 0 conversations.\n"
