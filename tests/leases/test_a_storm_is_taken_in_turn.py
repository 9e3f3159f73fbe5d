"""Very many who come back together cost each other little."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from uuid import UUID, uuid4

import pytest

from chat.leases import claim as claim_module
from chat.leases import looks as looks_module
from chat.leases.claim import claim
from chat.leases.looks import Looks
from chat.leases.rows import Held, look
from chat.models import Lease
from chat.records.thread import in_record_thread
from tests.leases.conftest import AsWorker
from tests.leases.makers import token_of, until, writer_of
from tests.records.makers import opened

pytestmark = pytest.mark.django_db(transaction=True)

WHO = 6


async def test_all_who_look_at_a_time_are_answered_by_one_query(monkeypatch: pytest.MonkeyPatch) -> None:
    queries: list[set[UUID]] = []

    def counted(conversations: Iterable[UUID]) -> dict[UUID, Held]:
        queries.append(set(conversations))
        return look(queries[-1])

    monkeypatch.setattr(looks_module, "look", counted)
    conversations = [await opened() for _ in range(WHO)]
    unknown = uuid4()
    looks = Looks(claim_module._lane)
    found = await asyncio.gather(*map(looks.look, [*conversations, unknown]))
    assert [each and each.generation for each in found] == [1] * WHO + [None]
    assert queries == [{*conversations, unknown}]
    assert await looks.look(conversations[0]) is not None
    assert queries[1:] == [{conversations[0]}]


async def test_no_more_than_may_be_ask_their_workers_at_once(
    as_worker: AsWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim_module, "_turns", asyncio.Semaphore(2))
    conversations = [await opened() for _ in range(WHO)]
    as_worker("b")
    claims = [asyncio.create_task(claim(each.hex, token_of(each), None)) for each in conversations]
    for done in range(0, WHO, 2):
        # Taken ones are wanted no longer.
        asked = await until(_wanted, lambda asked: len(asked) == 2)
        assert sum(each.done() for each in claims) == done
        for each in asked:
            assert await writer_of(each).release()
        await asyncio.wait(claims[done : done + 2])
    assert {each.result().generation for each in claims} == {2}


async def test_one_who_gives_up_before_its_turn_has_asked_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim_module, "_turns", asyncio.Semaphore(0))
    conversation = await opened()
    claiming = asyncio.create_task(claim(conversation.hex, token_of(conversation), None))
    await asyncio.sleep(0)
    claiming.cancel()
    await asyncio.wait([claiming])
    assert not await in_record_thread(_wanted)


def _wanted() -> list[UUID]:
    """Of which the worker is asked to let go."""
    return list(Lease.objects.exclude(wanted=0).values_list("pk", flat=True))
