"""Going on with a talk that another worker held: who may, when, and with what."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from msgspec import structs
from pytest_django import Settings

from chat.errors import ChatError, LimitReached, StorageUnavailable
from chat.leases import claim as claim_module
from chat.leases import looks as looks_module
from chat.leases.claim import RELEASED_WITHIN_S, Claimed, claim, end_claimed
from chat.leases.worker import STALE_AFTER_S
from chat.models import Conversation, Lease
from chat.people.owners import Owner
from chat.records.rows import Item
from chat.records.thread import in_record_thread
from chat.usage import Bill, Direction, Line
from tests.leases.conftest import AsWorker
from tests.leases.makers import STANDING, lease_of, passed, row_of, token_of, until, writer_of
from tests.records.makers import GOODBYE, NOON, opened, utterance

RESUMABLE_S = 60

pytestmark = pytest.mark.django_db(transaction=True)

GUEST = Owner(guest="abcd1234")


async def refusal(*arguments: Any) -> tuple[str, int, bool]:
    with pytest.raises(ChatError) as refused:
        await claim(*arguments)
    return refused.value.code, int(refused.value.close_code), refused.value.fatal


async def test_all_that_was_written_comes_with_it(as_worker: AsWorker) -> None:
    conversation = await opened()
    writer = writer_of(conversation)
    said = [utterance(1, "one"), utterance(2, "two", sources=(("A page", "https://a.example/"),))]
    bill = Bill(1, 1, NOON, (Line(Direction.INPUT, "TEXT", 5), Line(Direction.OUTPUT, "AUDIO", 7)))
    items: tuple[Item, ...] = (*said, bill, STANDING)
    for item in items:
        writer.put(item)
    assert await writer.release()
    as_worker("b")
    claimed = await claim(conversation.hex, token_of(conversation), GUEST)
    assert (claimed.conversation, claimed.generation) == (conversation, 2)
    assert (claimed.owner, claimed.standing) == (GUEST, STANDING)
    assert claimed.kept
    assert claimed.utterances == tuple(said)
    assert claimed.bills == (bill,)
    assert 0 <= claimed.elapsed_s < 10
    lease = await lease_of(conversation)
    assert lease is not None
    assert (lease.worker_id, lease.generation, lease.released_at, lease.wanted) == ("b", 2, None, 0)
    assert (await row_of(conversation)).generation == 2


async def test_a_dead_workers_talk_is_free_once_it_is_seen_not_to_beat(as_worker: AsWorker) -> None:
    conversation = await opened()
    await passed(30)
    as_worker("b")
    began = asyncio.get_running_loop().time()
    await claim(conversation.hex, token_of(conversation), None)
    assert STALE_AFTER_S < asyncio.get_running_loop().time() - began < RELEASED_WITHIN_S


async def test_a_worker_whose_database_was_away_is_asked_first(as_worker: AsWorker) -> None:
    conversation = await opened()
    writer = writer_of(conversation)
    await passed(300)
    as_worker("b")
    claiming = asyncio.create_task(claim(conversation.hex, token_of(conversation), None))
    await until(lambda: Lease.objects.get().wanted, lambda wanted: wanted == 2)
    writer.put(utterance(1, "kept while the database was away"))
    assert await writer.release()
    assert [each.text for each in (await claiming).utterances] == ["kept while the database was away"]


async def test_a_living_worker_is_asked_and_waited_for(as_worker: AsWorker) -> None:
    conversation = await opened()
    writer = writer_of(conversation)
    as_worker("b")
    claiming = asyncio.create_task(claim(conversation.hex, token_of(conversation), None))
    await until(lambda: Lease.objects.get().wanted, lambda wanted: wanted == 2)
    writer.put(utterance(1, "said while it was asked"))
    assert await writer.release()
    claimed = await claiming
    assert [each.text for each in claimed.utterances] == ["said while it was asked"]


async def test_one_that_never_lets_go_is_fenced(as_worker: AsWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim_module, "RELEASED_WITHIN_S", 0.2)
    conversation = await opened()
    as_worker("b")
    claimed = await claim(conversation.hex, token_of(conversation), None)
    assert claimed.generation == 2
    assert not await writer_of(conversation).release()


async def test_of_many_who_claim_at_once_one_has_it() -> None:
    conversation = await opened()
    assert await writer_of(conversation).release()
    token = token_of(conversation)
    tries = await asyncio.gather(
        *(claim(conversation.hex, token, None) for _ in range(20)), return_exceptions=True
    )
    won = [each for each in tries if isinstance(each, Claimed) and each.generation == 2]
    assert len(won) == 1
    # Those who came after it asked it in their turn: none of them is known to have arrived.
    assert all(isinstance(each, Claimed | ChatError) for each in tries)


async def test_a_token_counts_until_a_newer_one_has_arrived() -> None:
    conversation = await opened()
    for generation in (1, 2):
        assert await writer_of(conversation, generation).release()
        claimed = await claim(conversation.hex, token_of(conversation, 1), None)
    writer = writer_of(conversation, 3)
    writer.put(structs.replace(claimed.standing, confirmed=3))
    assert await writer.release()
    for older in (1, 2):
        assert (await refusal(conversation.hex, token_of(conversation, older), None))[0] == "resume_refused"
    assert (await refusal(conversation.hex, token_of(conversation, 4), None))[0] == "resume_refused"
    assert (await claim(conversation.hex, token_of(conversation, 3), None)).generation == 4


async def test_what_is_over_unknown_or_without_its_token_is_refused() -> None:
    conversation = await opened()
    refused = ("resume_refused", 4400, True)
    assert await refusal(conversation.hex, "", None) == refused
    assert await refusal(conversation.hex, token_of(uuid4()), None) == refused
    assert await refusal("no id", token_of(conversation), None) == refused
    assert await refusal(uuid4().hex, token_of(conversation), None) == refused
    unknown = uuid4()
    assert await refusal(unknown.hex, token_of(unknown), None) == refused
    assert await writer_of(conversation).finish(GOODBYE)
    assert await refusal(conversation.hex, token_of(conversation), None) == refused


async def test_somebody_elses_is_refused_and_stays_theirs() -> None:
    conversation = await opened()
    assert await writer_of(conversation).release()
    for other in (Owner(), Owner(guest="mallory"), Owner(user_id=1)):
        assert await refusal(conversation.hex, token_of(conversation), other) == ("not_yours", 4403, True)
    assert (await claim(conversation.hex, token_of(conversation), GUEST)).generation == 2


async def test_a_deactivated_user_may_not_come_back() -> None:
    alice = await in_record_thread(get_user_model().objects.create_user, "alice")
    conversation = await opened()
    await in_record_thread(Conversation.objects.update, owner=alice, guest="")
    assert await writer_of(conversation).release()
    await in_record_thread(get_user_model().objects.update, is_active=False)
    code, close_code, _ = await refusal(conversation.hex, token_of(conversation), Owner(alice.pk))
    assert (code, close_code) == ("no_longer_allowed", 4403)


async def lost(conversation: UUID, way: str) -> None:
    writer = writer_of(conversation)
    if way == "detached":
        writer.detached()
    if way != "killed":
        assert await writer.release()


@pytest.mark.parametrize("way", ["released", "killed", "detached"])
async def test_a_minute_after_it_was_lost_it_is_over(way: str, as_worker: AsWorker) -> None:
    early, late = await opened(), await opened()
    for conversation in (early, late):
        await lost(conversation, way)
    await passed(RESUMABLE_S - 5)
    as_worker("b")
    assert (await claim(early.hex, token_of(early), None)).generation == 2
    await passed(10)
    assert (await refusal(late.hex, token_of(late), None))[0] == "resume_refused"


async def test_one_that_an_operator_ends_is_over() -> None:
    conversation = await opened()
    assert await writer_of(conversation).release()
    await in_record_thread(Lease.objects.update, end_requested=True)
    assert (await refusal(conversation.hex, token_of(conversation), None))[0] == "resume_refused"


async def test_a_place_that_was_given_away_is_not_taken_twice(
    settings: Settings, as_worker: AsWorker
) -> None:
    settings.LIVECHAT_MAX_SESSIONS = 1
    conversation = await opened()
    await passed(20)
    as_worker("b")
    other = await opened()
    assert (await refusal(conversation.hex, token_of(conversation), None))[:2] == ("server_full", 4429)
    assert await writer_of(other).finish(GOODBYE)
    assert (await claim(conversation.hex, token_of(conversation), None)).generation == 2
    with pytest.raises(LimitReached):
        await opened()


async def test_a_database_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away(*_: object) -> None:
        raise OperationalError("away")

    conversation = await opened()
    monkeypatch.setattr(looks_module, "look", away)
    with pytest.raises(StorageUnavailable) as refused:
        await claim(conversation.hex, token_of(conversation), None)
    assert (refused.value.code, refused.value.retry) == ("storage_unavailable", True)


async def test_what_can_not_be_gone_on_with_is_closed_or_left_to_others() -> None:
    conversation = await opened()
    assert await writer_of(conversation).release()
    claimed = await claim(conversation.hex, token_of(conversation), None)
    await end_claimed(claimed, StorageUnavailable("storage_unavailable", "Later."))
    claimed = await claim(conversation.hex, token_of(conversation, 2), None)
    await end_claimed(claimed, LimitReached("price_unknown", "Never.", retry=False))
    row = await row_of(conversation)
    assert (row.outcome, row.error_code, row.live) == ("refused", "price_unknown", False)
    assert await lease_of(conversation) is None
