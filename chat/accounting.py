"""What one talk costs while it runs: billed, told, kept, and ended where it passes a limit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from django.db import Error

from chat.errors import LimitReached, StorageUnavailable
from chat.people.allowance import Allowance, Limits
from chat.people.ledger import Ledger, Rates, Total
from chat.people.prices import rates_of
from chat.protocol.events import Event, Upstream, Usage, UsageLine
from chat.records.thread import in_record_thread
from chat.transcript import Summary
from chat.usage import Bill, Direction, Line, TurnTokens, total_tokens

LOAD_WITHIN_S = 10
LAST_WORDS_S = 20
"""How long an answer that is being heard may go on when a limit is passed."""

NEARS = "limit_near"


class Accounting:
    """`store` takes bills, `emit` events; neither may wait."""

    def __init__(
        self, limits: Limits, *, store: Callable[[Bill], None], emit: Callable[[Event], None]
    ) -> None:
        self.ledger = Ledger(Rates())
        self.currency = ""
        self._model = ""
        self._limits = limits
        self._allowance = Allowance(limits, "")
        self._store = store
        self._emit = emit
        self._turns = 0
        self._elapsed_s = 0.0
        self._last_cost = Decimal(0)
        self._changed = asyncio.Event()
        """Set when the limits have to be looked at again."""
        self._begun = asyncio.Event()

    async def price(self, model: str) -> None:
        """From now on this model is charged for, at the prices of today.

        Raises StorageUnavailable, or LimitReached where a cost is limited that can't be known.
        """
        if model == self._model:
            return
        rates = await _load_rates(model)
        if self._limits.cost and not rates.complete:
            raise LimitReached(
                "price_unknown",
                "This server limits what a talk may cost, and has no price for this model: "
                "its administrator has to enter one.",
                retry=False,
            )
        if self._model:
            # One talk is in one currency: a model that is charged in another has no price in it.
            self.ledger.rates = rates if rates.currency == self.currency else Rates()
        else:
            self.ledger.rates, self.currency = rates, rates.currency
            self._allowance = Allowance(self._limits, rates.currency)
        self._model = model

    def go_on(self, bills: Sequence[Bill], turns: int, elapsed_s: float) -> None:
        """With a talk that has been billed for so much, and has lasted so long."""
        for bill in bills:
            self.ledger.add(bill)
        self._turns = turns
        self._elapsed_s = elapsed_s

    def begin(self) -> None:
        """The talk is live: its limits count from now."""
        self._begun.set()

    def bill(self, used: TurnTokens) -> Usage:
        """One count of the service's, kept and held against the limits; returns what the browser is told."""
        bill = self.ledger.bill(used, datetime.now(UTC))
        self._store(bill)
        self._last_cost = bill.cost or Decimal(0)
        self._changed.set()
        return self._usage(bill)

    def turn_completed(self) -> None:
        self._turns += 1
        self._changed.set()

    def account(self, summary: Summary) -> Summary:
        """The same with what the talk took and cost."""
        totals = self.ledger.totals
        return replace(
            summary,
            prompt_tokens=total_tokens(totals, Direction.INPUT),
            response_tokens=total_tokens(totals, Direction.OUTPUT),
            total_tokens=total_tokens(totals),
            cost=self.ledger.cost,
        )

    async def run(self, hush: Callable[[], None], quiet: Callable[[], Awaitable[None]]) -> None:
        """Raises LimitReached when one is passed and the answer that is being heard has ended.

        `hush` keeps anything more of the person's from going up; `quiet` waits until no answer is under way.
        """
        await self._begun.wait()
        async with asyncio.TaskGroup() as tasks:
            timer = tasks.create_task(self._time())
            reached = await self._limit()
            timer.cancel()
        hush()
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_S):
                await quiet()
        raise reached

    async def _limit(self) -> LimitReached:
        """The first that is passed. What comes near is told."""
        while True:
            cost = self.ledger.cost or Decimal(0)
            self._warn(self._allowance.check(cost=cost, last_cost=self._last_cost, turns=self._turns))
            if self._allowance.reached:
                return self._allowance.reached
            await self._changed.wait()
            self._changed.clear()

    async def _time(self) -> None:
        if self._allowance.minutes is None:
            return
        near, end = (float(minutes) * 60 for minutes in self._allowance.minutes)
        await asyncio.sleep(near - self._elapsed_s)
        self._warn(self._allowance.time_is_near())
        await asyncio.sleep(end - max(near, self._elapsed_s))
        self._allowance.time_is_up()
        self._changed.set()

    def _warn(self, messages: list[str]) -> None:
        for message in messages:
            self._emit(Upstream(NEARS, message))

    def _usage(self, bill: Bill) -> Usage:
        totals = self.ledger.totals
        return Usage(
            turn=bill.turn,
            prompt_tokens=total_tokens(bill.lines, Direction.INPUT),
            response_tokens=total_tokens(bill.lines, Direction.OUTPUT),
            total_tokens=total_tokens(bill.lines),
            lines=[_told(line) for line in bill.lines],
            totals=[_told(line) for line in totals],
            cost=_plain(bill.cost),
            total_cost=_plain(self.ledger.cost),
            currency=self.currency,
        )


async def _load_rates(model: str) -> Rates:
    try:
        async with asyncio.timeout(LOAD_WITHIN_S):
            return await in_record_thread(rates_of, model, datetime.now(UTC).date())
    except (Error, TimeoutError) as problem:
        raise StorageUnavailable(
            "storage_unavailable",
            "The server cannot read its prices right now, so no talk can begin. Try again in a minute.",
        ) from problem


def _told(line: Line | Total) -> UsageLine:
    return UsageLine(line.direction.value, line.modality, line.tokens, _plain(line.cost))


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
