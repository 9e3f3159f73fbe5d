"""What was said is on record and in order, whatever the browser's pace."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from chat.errors import SlowReader
from chat.gemini.wire import ServerMessage
from chat.outbox import Outbox
from chat.protocol.events import Event, Pong
from chat.protocol.frames import Speech
from chat.session import LiveSession
from chat.transcript import Utterance
from tests.support.scripted_upstream import ScriptedModel, ScriptedUpstream

ANSWER = (
    ServerMessage(input_transcription="What time is it?"),
    ServerMessage(output_transcription="It is noon.", speech=bytes(4800)),
    ServerMessage(output_transcription=" Or so.", speech=bytes(4800)),
)


@pytest.mark.parametrize("taken", range(2, 9))
async def test_loses_no_word_of_the_record(taken: int) -> None:
    """`taken` events and frames, then it is too slow for any other."""
    told = 0
    stored: dict[int, Utterance] = {}

    def emit(_item: Event | Speech) -> None:
        nonlocal told
        told += 1
        if told > taken:
            raise SlowReader("too_slow", "")

    def store(utterance: Utterance) -> None:
        stored[utterance.sequence] = utterance

    model = ScriptedModel(ScriptedUpstream(ANSWER))
    session = LiveSession(model.connect, emit=emit, store=store)
    with pytest.raises(ExceptionGroup) as ended:
        await session.run()
    assert ended.group_contains(SlowReader)
    assert stored[1].text == "What time is it?"
    if taken > 2:
        assert stored[2].text.startswith("It is noon.")


async def test_gets_its_events_in_order_though_two_send_them() -> None:
    arrived: list[int] = []
    slowly = asyncio.Event()

    async def send(message: dict[str, Any]) -> None:
        if not arrived:
            arrived.append(0)
            await slowly.wait()
        arrived.append(json.loads(message["text"])["n"])

    outbox = Outbox(send)
    outbox.put(Pong())
    outbox.put(Pong())
    async with asyncio.TaskGroup() as tasks:
        for _ in range(2):
            tasks.create_task(outbox.flush(send))
        await asyncio.sleep(0)
        slowly.set()
    assert arrived == sorted(arrived)
