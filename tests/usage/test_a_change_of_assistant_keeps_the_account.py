"""Another assistant goes on with the talk: one account, in one currency, each turn at its model's price."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from chat.accounting import Accounting
from chat.gemini.wire import Tokens
from chat.people.allowance import Limits
from chat.people.ledger import Rates
from chat.protocol.events import Usage
from chat.usage import Bill, Direction, TurnTokens
from tests.conftest import StartService
from tests.support.chat_client import ChatClient, chat_client
from tests.usage.account import account, billed, cost
from tests.usage.biller import Biller
from tests.usage.test_the_cost_told_is_what_the_model_s_side_billed import told, turn

DEARER = "from chat.models import Price; Price.objects.update(per_million=1000)"


async def goes_on_with(client: ChatClient, assistant: str) -> None:
    await client.send("settings", assistant=assistant)
    await client.expect("upstream", code="assistant_changed")


async def test_price_and_currency_stay_and_the_totals_go_on(
    start_service: StartService, biller: Biller
) -> None:
    service = start_service(**biller.emulator.environment)
    async with chat_client(service) as client:
        await client.hello(assistant="friendly-talk")
        usages = [await turn(client, number) for number in (1, 2)]
        await asyncio.to_thread(service.manage, "shell", "-v0", "-c", DEARER)
        await goes_on_with(client, "language-tutor")
        usages += [await turn(client, number) for number in (3, 4)]
        await client.send("goodbye")
        assert await client.closed() == (1000, "")

    theirs = account(biller.record)
    assert len(billed(biller.record)) == 4
    before, after = usages[1], usages[-1]
    assert {usage["currency"] for usage in usages} == {"USD"}
    assert told(after["totals"]) == theirs
    assert Decimal(after["total_cost"]) == cost(theirs) == sum(Decimal(usage["cost"]) for usage in usages)
    assert after["lines"][0]["tokens"] > before["lines"][0]["tokens"], "what was said before is billed again"
    kept = service.rows("SELECT assistant, currency, cost FROM chat_conversation")
    [(assistant, currency, kept_cost)] = kept
    assert (assistant, currency) == ("Language tutor", "USD")
    assert round(Decimal(str(kept_cost)), 12) == cost(theirs)


def rates(currency: str, per_million: str) -> Rates:
    price = Decimal(per_million)
    return Rates(currency, {(Direction.INPUT, "TEXT"): price, (Direction.OUTPUT, "TEXT"): price})


PRICES: Mapping[str, Rates] = {
    "cheap": rates("USD", "1"),
    "dear": rates("USD", "7"),
    "foreign": rates("EUR", "2"),
    "unknown": Rates(),
}


@pytest.fixture
def accounting(monkeypatch: pytest.MonkeyPatch) -> Accounting:
    def rates_of(model: str, day: date) -> Rates:
        return PRICES[model]

    monkeypatch.setattr("chat.accounting.rates_of", rates_of)
    bills: list[Bill] = []
    return Accounting(Limits(), store=bills.append, emit=lambda event: None)


def uses_a_million(accounting: Accounting, turn: int) -> Usage:
    million = 1_000_000
    tokens = Tokens(prompt_total=million, total=million, prompt=(("TEXT", million),))
    return accounting.bill(TurnTokens(turn, tokens))


async def test_another_model_is_charged_at_its_own_price(accounting: Accounting) -> None:
    await accounting.price("cheap")
    assert uses_a_million(accounting, 1).total_cost == "1"
    await accounting.price("dear")
    usage = uses_a_million(accounting, 2)
    assert (usage.cost, usage.total_cost, usage.currency) == ("7", "8", "USD")
    await accounting.price("cheap")
    usage = uses_a_million(accounting, 3)
    assert (usage.cost, usage.total_cost) == ("1", "9")


@pytest.mark.parametrize("model", ["foreign", "unknown"])
async def test_a_model_with_no_price_in_the_talk_s_currency_costs_an_unknown_amount(
    accounting: Accounting, model: str
) -> None:
    await accounting.price("cheap")
    uses_a_million(accounting, 1)
    await accounting.price(model)
    usage = uses_a_million(accounting, 2)
    assert (usage.cost, usage.total_cost, usage.currency) == (None, None, "USD")
    assert [(line.tokens, line.cost) for line in usage.totals] == [(2_000_000, None)]
