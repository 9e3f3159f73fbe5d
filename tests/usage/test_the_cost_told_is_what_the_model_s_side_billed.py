"""Through the real service: what is told, the record and the emulator's own account agree to the token."""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from PIL import Image

from tests.conftest import StartService
from tests.support.chat_client import ChatClient, chat_client
from tests.usage.account import Account, account, billed, cost
from tests.usage.biller import Biller


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(data, "JPEG")
    return data.getvalue()


def told(lines: list[dict[str, Any]]) -> Account:
    return Counter({(line["direction"], line["modality"]): line["tokens"] for line in lines})


async def turn(client: ChatClient, number: int) -> dict[str, Any]:
    if number % 9 == 0:
        await client.show(picture())
    await client.send("text", id=f"{number}", text=f"This is sentence number {number}.")
    return await client.expect("usage")


@pytest.mark.parametrize("turns", [14, pytest.param(50, marks=pytest.mark.slow)])
async def test_each_turn_is_told_kept_and_billed_alike(
    start_service: StartService, biller: Biller, turns: int
) -> None:
    """Fourteen have pictures, thoughts and gaps of two sizes among them."""
    service = start_service(**biller.emulator.environment)
    async with chat_client(service) as client:
        conversation = (await client.hello())["conversation"]
        usages = [await turn(client, number) for number in range(1, turns + 1)]
        await client.send("goodbye")
        assert await client.closed() == (1000, "")

    theirs = account(biller.record)
    assert len(billed(biller.record)) == turns
    assert {key for key, _ in theirs} == {"input", "output", "thoughts"}
    assert {modality for _, modality in theirs} == {"TEXT", "AUDIO", "VIDEO", "UNSPECIFIED"}

    assert told(usages[-1]["totals"]) == theirs
    assert sum((told(usage["lines"]) for usage in usages), Counter()) == theirs
    assert Decimal(usages[-1]["total_cost"]) == cost(theirs)
    assert sum(Decimal(usage["cost"]) for usage in usages) == cost(theirs)
    assert usages[-1]["currency"] == "USD"
    assert [usage["total_tokens"] for usage in usages] == [
        usage["totalTokenCount"] for usage in billed(biller.record)
    ]

    rows = service.rows(
        "SELECT direction, modality, SUM(tokens) FROM chat_usageline WHERE conversation_id = ?"
        " GROUP BY direction, modality",
        conversation,
    )
    assert Counter({(direction, modality): tokens for direction, modality, tokens in rows}) == theirs
    ((numbers, last),) = service.rows("SELECT COUNT(DISTINCT number), MAX(turn) FROM chat_usageline")
    assert (numbers, last) == (turns, turns)
    ((total, currency, kept_cost),) = service.rows(
        "SELECT total_tokens, currency, cost FROM chat_conversation WHERE id = ?", conversation
    )
    assert (total, currency) == (theirs.total(), "USD")
    assert round(Decimal(str(kept_cost)), 12) == cost(theirs)


async def test_a_later_price_changes_nothing_of_what_was(start_service: StartService, biller: Biller) -> None:
    service = start_service(**biller.emulator.environment)
    async with chat_client(service) as client:
        await client.hello()
        before = await turn(client, 1)
        dearer = "from chat.models import Price; Price.objects.update(per_million=1000)"
        await asyncio.to_thread(service.manage, "shell", "-v0", "-c", dearer)
        after = await turn(client, 2)
        await client.send("goodbye")
        await client.closed()
    theirs = account(biller.record)
    assert Decimal(before["cost"]) < Decimal("0.001")
    assert Decimal(after["total_cost"]) == cost(theirs)
    ((kept_cost,),) = service.rows("SELECT cost FROM chat_conversation")
    assert round(Decimal(str(kept_cost)), 12) == cost(theirs)


async def test_a_model_without_a_price_costs_an_unknown_amount(
    start_service: StartService, biller: Biller
) -> None:
    service = start_service(**biller.emulator.environment, LIVECHAT_MODEL="gemini-2.0-flash-live-001")
    async with chat_client(service) as client:
        await client.hello()
        usage = await turn(client, 1)
        await client.send("goodbye")
        await client.closed()
    assert usage["total_tokens"] > 0
    assert (usage["cost"], usage["total_cost"], usage["currency"]) == (None, None, "")
    assert {line["cost"] for line in usage["lines"]} == {None}
    assert service.rows("SELECT cost FROM chat_conversation") == [(None,)]
    assert service.rows("SELECT DISTINCT rate, cost FROM chat_usageline") == [(None, None)]
