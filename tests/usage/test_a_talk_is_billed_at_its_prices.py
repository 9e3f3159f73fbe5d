from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from chat.gemini.wire import Tokens
from chat.people.ledger import Ledger, Rates
from chat.usage import UNSPECIFIED, Direction, TurnTokens

NOW = datetime(2026, 10, 9, 12, tzinfo=UTC)
IN, OUT = Direction.INPUT, Direction.OUTPUT
RATES = Rates(
    "USD",
    {
        (IN, "TEXT"): Decimal("0.75"),
        (IN, "AUDIO"): Decimal("3.00"),
        (IN, "VIDEO"): Decimal("1.00"),
        (OUT, "TEXT"): Decimal("4.50"),
        (OUT, "AUDIO"): Decimal("12.00"),
    },
)


def used(turn: int = 1, **counts: object) -> TurnTokens:
    return TurnTokens(turn, Tokens(**counts))  # type: ignore[arg-type]  # each test names what it needs


def test_each_modality_costs_its_own() -> None:
    assert RATES.of(IN, "TEXT") == Decimal("0.75")
    assert RATES.of(OUT, "AUDIO") == Decimal("12.00")


def test_results_of_tools_are_input_and_thoughts_cost_what_speech_does() -> None:
    assert RATES.of(Direction.TOOL_USE, "TEXT") == Decimal("0.75")
    assert RATES.of(Direction.THOUGHTS, UNSPECIFIED) == Decimal("12.00")


def test_what_is_not_broken_down_costs_the_dearest() -> None:
    assert RATES.of(IN, UNSPECIFIED) == Decimal("3.00")
    assert RATES.of(OUT, UNSPECIFIED) == Decimal("12.00")
    assert RATES.of(IN, "DOCUMENT") == Decimal("3.00")


def test_a_turn_s_cost_is_exact() -> None:
    bill = Ledger(RATES).bill(
        used(
            prompt_total=1_025, response_total=333, total=1_368, thoughts=10,
            prompt=(("TEXT", 1_000),), response=(("AUDIO", 333),),
        ),
        NOW,
    )  # fmt: skip
    assert (bill.number, bill.turn, bill.billed_at) == (1, 1, NOW)
    # 1000 x 0.75 + 25 x 3 + 333 x 12 + 10 x 12, of a million each
    assert bill.cost == Decimal("0.004941")


def test_the_whole_context_is_billed_again_each_turn() -> None:
    ledger = Ledger(RATES)
    for turn, prompt in ((1, 100), (2, 300)):
        ledger.bill(used(turn, prompt_total=prompt, total=prompt, prompt=(("TEXT", prompt),)), NOW)
    (line,) = ledger.totals
    assert (line.direction, line.modality, line.tokens) == (IN, "TEXT", 400)
    assert ledger.cost == Decimal("0.0003")
    assert ledger.bills == 2


def test_nothing_used_costs_nothing() -> None:
    assert Ledger(RATES).cost == 0


def test_a_model_without_a_price_costs_an_unknown_amount_never_nothing() -> None:
    ledger = Ledger(Rates())
    assert ledger.cost is None
    assert ledger.bill(used(prompt_total=5, total=5, prompt=(("TEXT", 5),)), NOW).cost is None
    assert ledger.cost is None


def test_half_a_price_list_is_none() -> None:
    ledger = Ledger(Rates("USD", {(IN, "TEXT"): Decimal(1)}))
    ledger.bill(used(prompt_total=5, total=5, prompt=(("TEXT", 5),)), NOW)
    assert not ledger.rates.complete
    assert ledger.cost is None
