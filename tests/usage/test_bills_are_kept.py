"""The record keeps what each turn took, at the price it was billed at."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from chat.models import Conversation, UsageLine
from chat.records.thread import in_record_thread
from chat.records.writer import TranscriptWriter
from chat.usage import Bill, Direction, Line
from tests.records.makers import DEADLINE_S, GOODBYE, NOON, opened, stored_row, stored_texts, utterance

pytestmark = pytest.mark.django_db(transaction=True)

LINES = (
    Line(Direction.INPUT, "TEXT", 1_234, Decimal("0.75")),
    Line(Direction.OUTPUT, "AUDIO", 7, Decimal("12")),
    Line(Direction.OUTPUT, "UNSPECIFIED", 3),
)


def bill(number: int = 1, *lines: Line) -> Bill:
    return Bill(number, 1, NOON, lines or LINES)


def writer_of(conversation: UUID, *, kept: bool = True) -> TranscriptWriter:
    return TranscriptWriter(conversation, kept=kept, on_stored=lambda sequence: None)


async def stored_lines(conversation: UUID) -> list[tuple[object, ...]]:
    rows = UsageLine.objects.filter(conversation=conversation).order_by("number", "pk")
    columns = ("number", "direction", "modality", "tokens", "rate", "cost")
    return await in_record_thread(lambda: list(rows.values_list(*columns)))


async def test_each_line_is_stored_with_its_price_and_exact_cost() -> None:
    conversation = await opened()
    writer = writer_of(conversation)
    writer.put(bill())
    assert await writer.finish(GOODBYE)
    assert await stored_lines(conversation) == [
        (1, "input", "TEXT", 1_234, Decimal("0.75"), Decimal("0.0009255")),
        (1, "output", "AUDIO", 7, Decimal(12), Decimal("0.000084")),
        (1, "output", "UNSPECIFIED", 3, None, None),
    ]


async def test_a_bill_that_is_put_again_is_there_once() -> None:
    conversation = await opened()
    for writer in (writer_of(conversation), writer_of(conversation)):
        writer.put(bill(1))
        writer.put(bill(1))
        writer.put(bill(2, LINES[0]))
        assert await writer.finish(GOODBYE)
    assert [line[0] for line in await stored_lines(conversation)] == [1, 1, 1, 2]


async def test_bills_and_words_of_the_same_number_are_kept_apart() -> None:
    conversation = await opened()
    writer = writer_of(conversation)
    writer.put(bill(1))
    writer.put(utterance(1, "hello"))
    assert await writer.finish(GOODBYE)
    assert await stored_texts(conversation) == ["hello"]
    assert len(await stored_lines(conversation)) == 3


async def test_a_talk_that_is_not_kept_is_billed_all_the_same() -> None:
    conversation = await opened(kept=False)
    writer = writer_of(conversation, kept=False)
    writer.put(utterance(1, "a secret"))
    writer.put(bill())
    assert await writer.finish(replace(GOODBYE, cost=Decimal("0.0010095")))
    assert await stored_texts(conversation) == []
    assert len(await stored_lines(conversation)) == 3
    assert (await stored_row(conversation)).cost == Decimal("0.0010095")


async def test_a_talk_deleted_while_it_runs_leaves_no_bill() -> None:
    conversation = await opened()
    writer = writer_of(conversation)
    work = asyncio.create_task(writer.run())
    await in_record_thread(Conversation.objects.filter(pk=conversation).delete)
    writer.put(bill())
    async with asyncio.timeout(DEADLINE_S):
        assert await writer.finish(GOODBYE)
        await work
    assert await in_record_thread(UsageLine.objects.count) == 0
