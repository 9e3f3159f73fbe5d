"""What comes too fast is refused by name, loses only itself, and ends a socket that goes on."""

from __future__ import annotations

import asyncio
import json
import struct
from contextlib import suppress

import pytest
import websockets

from chat.budget import Budget, Pace
from chat.errors import TooFast
from chat.protocol.limits import (
    CONTROL_BURST,
    INPUT_SAMPLE_RATE,
    MAX_CONTROL_BYTES,
    MICROPHONE_BURST_MS,
    MICROPHONE_PACE,
    PICTURE_BURST,
    TEXT_BURST,
)
from tests.support.chat_client import ChatClient, chat_client
from tests.support.service import Service

CHUNK_MS = 40
CHUNK = struct.pack("<BBHI", 1, 0, 0, 0) + bytes(INPUT_SAMPLE_RATE * 2 * CHUNK_MS // 1000)
TINY_CHUNK = struct.pack("<BBHI", 1, 0, 0, 0) + bytes(2)
PICTURE = struct.pack("<BBHI", 2, 0, 0, 0) + b"\xff\xd8\xff\xe0"
MESSAGE = json.dumps({"type": "camera", "on": True})
FLOOD = 20_000
CLOSED_WITHIN_S = 20
"""Ample for a machine at work; the fault suite measures how long it takes."""


def taken(budget: Budget, frame: bytes, *, every_s: float, for_s: float) -> int:
    """How many of such frames are taken."""
    count = 0
    for number in range(int(for_s / every_s)):
        with suppress(TooFast):
            budget.spend_frame(frame, 1000 + number * every_s)
            count += 1
    return count


def test_a_pace_allows_its_burst_and_then_its_rate() -> None:
    pace = Pace(interval_s=0.5, burst=4)
    assert [pace.allows(1, 100.0) for _ in range(5)] == [True] * 4 + [False]
    assert [pace.allows(1, 100.5) for _ in range(2)] == [True, False]
    assert [pace.allows(1, 1000.0) for _ in range(5)] == [True] * 4 + [False]


def test_what_is_refused_spends_nothing() -> None:
    pace = Pace(interval_s=1, burst=2)
    assert pace.allows(2, 10.0)
    assert not any(pace.allows(2, 10.5) for _ in range(100))
    assert pace.allows(2, 12.0)


@pytest.mark.parametrize("speed", [1.0, 1.05, 1.9])
def test_audio_in_real_time_is_never_refused(speed: float) -> None:
    every_s = CHUNK_MS / 1000 / speed
    assert taken(Budget(), CHUNK, every_s=every_s, for_s=600) == int(600 / every_s)


def test_ten_seconds_kept_during_a_loss_come_at_once() -> None:
    budget = Budget()
    for _ in range(10_000 // CHUNK_MS):
        budget.spend_frame(CHUNK, 50.0)
    assert taken(budget, CHUNK, every_s=CHUNK_MS / 1000, for_s=60) == 60_000 // CHUNK_MS


def test_audio_is_bounded_by_its_length_and_small_chunks_by_their_number() -> None:
    allowed_ms = MICROPHONE_BURST_MS + MICROPHONE_PACE * 2_000
    for chunk, counted_ms in ((CHUNK, CHUNK_MS), (TINY_CHUNK, 20)):
        heard_ms = taken(Budget(), chunk, every_s=0.0005, for_s=2) * counted_ms
        assert allowed_ms - counted_ms <= heard_ms <= allowed_ms


def test_a_picture_each_second_is_never_refused() -> None:
    assert taken(Budget(), PICTURE, every_s=1, for_s=600) == 600
    assert taken(Budget(), PICTURE, every_s=0.001, for_s=0.1) == PICTURE_BURST


def test_long_messages_count_for_more() -> None:
    budget = Budget()
    with pytest.raises(TooFast):
        for _ in range(CONTROL_BURST * 1024 // MAX_CONTROL_BYTES + 1):
            budget.spend_text("x" * MAX_CONTROL_BYTES, 9.0)
    assert budget.refused == {"control": 1}


def test_typed_words_have_a_pace_of_their_own() -> None:
    budget = Budget()
    for _ in range(TEXT_BURST):
        budget.spend_words("a", 9.0)
    with pytest.raises(TooFast) as refused:
        budget.spend_words("b", 9.0)
    assert (refused.value.ref, refused.value.fatal) == ("b", False)


async def flood(client: ChatClient, message: str | bytes) -> None:
    with suppress(websockets.ConnectionClosed):
        for number in range(FLOOD):
            await client.socket.send(message)
            if number % 50 == 0:
                await asyncio.sleep(0)


@pytest.mark.parametrize(
    "message", [CHUNK, TINY_CHUNK, PICTURE, MESSAGE], ids=["audio", "tiny chunks", "pictures", "messages"]
)
async def test_a_flood_is_closed_with_its_reason(module_service: Service, message: str | bytes) -> None:
    async with chat_client(module_service) as client:
        await client.hello()
        flooding = asyncio.create_task(flood(client, message))
        try:
            assert await client.closed(CLOSED_WITHIN_S) == (4429, "rate_exceeded")
        finally:
            flooding.cancel()
            await asyncio.wait([flooding])
    refusals = [event for event in client.events if event["type"] == "error"]
    assert [event["fatal"] for event in refusals] == [False] * 9 + [True]
    module_service.process.wait_for(r"refused as too fast: \{'(microphone|picture|control)': 10\}")


async def test_words_typed_too_fast_are_refused_with_their_id(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        await client.hello(modality="TEXT")
        for number in range(TEXT_BURST + 1):
            await client.socket.send(json.dumps({"type": "text", "id": f"{number}", "text": "Hello"}))
        await client.expect("error", code="rate_exceeded", ref=f"{TEXT_BURST}", fatal=False)
