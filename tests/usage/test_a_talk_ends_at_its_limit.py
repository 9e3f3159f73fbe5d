from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.conftest import StartService
from tests.support.chat_client import ChatClient, chat_client
from tests.support.emulator import running_emulator
from tests.usage.account import billed
from tests.usage.biller import Biller

LIMIT = "0.0008"


async def until_closed(client: ChatClient) -> tuple[int, str]:
    """Types again after each answer, for as long as it may."""
    await client.send("text", id="first", text="Say something.")
    while True:
        event = await client.receive()
        if event is None:
            continue
        if event["type"] == "usage":
            await client.send("text", id=f"after-{event['turn']}", text="Say something more.")
        elif event["type"] == "error" and event["fatal"]:
            return await client.closed()


def all_of(client: ChatClient, kind: str) -> list[dict[str, Any]]:
    return [event for event in client.events if event["type"] == kind]


async def test_a_limit_of_cost_stops_at_the_turn_that_passes_it(
    start_service: StartService, biller: Biller
) -> None:
    service = start_service(**biller.emulator.environment, LIVECHAT_MAX_COST=LIMIT)
    async with chat_client(service) as client:
        await client.hello()
        assert await until_closed(client) == (4429, "cost_limit")
    costs = [Decimal(usage["total_cost"]) for usage in all_of(client, "usage")]
    assert len(costs) > 3
    assert costs[-2] < Decimal(LIMIT) <= costs[-1]
    assert len(billed(biller.record)) == len(costs)

    (warning,) = all_of(client, "upstream")
    assert warning["code"] == "limit_near"
    assert "of the $0.0008 it may cost are used" in warning["message"]
    assert warning["n"] < all_of(client, "usage")[-1]["n"]

    assert service.rows("SELECT outcome, error_code, turns FROM chat_conversation") == [
        ("limit", "cost_limit", len(costs))
    ]
    assert service.rows("SELECT MAX(number) FROM chat_usageline") == [(len(costs),)]


async def test_nothing_of_the_last_turn_is_lost(start_service: StartService, biller: Biller) -> None:
    service = start_service(**biller.emulator.environment, LIVECHAT_MAX_TURNS="3")
    async with chat_client(service) as client:
        await client.hello()
        assert await until_closed(client) == (4429, "turns_limit")
    assert [usage["turn"] for usage in all_of(client, "usage")] == [1, 2, 3]
    assert len(billed(biller.record)) == 3
    assert client.speech_ended == {1, 2, 3}
    assert service.rows(
        "SELECT turn, interrupted, total_samples > 0, heard_samples = total_samples FROM chat_utterance"
        " WHERE speaker = 'model' ORDER BY sequence"
    ) == [(turn, 0, 1, 1) for turn in (1, 2, 3)]
    (warning,) = all_of(client, "upstream")
    assert warning["message"] == "This talk ends soon: it has 1 turn left."
    refused = [error for error in all_of(client, "error") if not error["fatal"]]
    assert [(error["code"], error["ref"]) for error in refused] in ([], [("talk_ending", "after-3")])


async def test_the_only_turn_is_told_once_the_talk_is_live(
    start_service: StartService, biller: Biller
) -> None:
    service = start_service(**biller.emulator.environment, LIVECHAT_MAX_TURNS="1")
    async with chat_client(service) as client:
        await client.hello()
        await client.expect("upstream", code="limit_near")
        assert [event["type"] for event in client.events].index("ready") == 0
        assert await until_closed(client) == (4429, "turns_limit")


async def test_time_that_runs_out_ends_a_silent_talk(start_service: StartService, biller: Biller) -> None:
    service = start_service(**biller.emulator.environment, LIVECHAT_MAX_MINUTES="0.02")
    async with chat_client(service) as client:
        await client.hello()
        assert await client.closed() == (4429, "minutes_limit")
    (warning,) = all_of(client, "upstream")
    assert (warning["code"], warning["message"]) == (
        "limit_near",
        "This talk ends in 1 second: its time is limited.",
    )
    assert service.rows("SELECT outcome FROM chat_conversation") == [("limit",)]


async def test_time_that_runs_out_lets_an_answer_be_heard(
    start_service: StartService, tmp_path: Path
) -> None:
    with running_emulator(tmp_path, "--scenario", "tone", "--tone-s", "2.5") as emulator:
        service = start_service(**emulator.environment, LIVECHAT_MAX_MINUTES="0.02")
        async with chat_client(service) as client:
            await client.hello()
            await client.send("text", id="1", text="Say something.")
            assert await client.closed() == (4429, "minutes_limit")
    assert len(client.speech[1]) == 2.5 * 24_000 * 2
    assert service.rows(
        "SELECT interrupted, heard_samples = total_samples FROM chat_utterance WHERE speaker = 'model'"
    ) == [(0, 1)]
    assert [usage["turn"] for usage in all_of(client, "usage")] == [1]


async def test_where_a_cost_is_limited_that_cannot_be_known_no_talk_begins(
    start_service: StartService, biller: Biller
) -> None:
    service = start_service(
        **biller.emulator.environment, LIVECHAT_MAX_COST="1", LIVECHAT_MODEL="gemini-2.0-flash-live-001"
    )
    async with chat_client(service) as client:
        await client.send("hello")
        assert await client.closed() == (4429, "price_unknown")
    assert "administrator has to enter one" in all_of(client, "error")[-1]["message"]
