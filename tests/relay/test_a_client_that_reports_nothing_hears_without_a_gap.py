"""A session with a scripted model: speech held back goes on by the wall clock, with no event to wake it."""

from __future__ import annotations

import asyncio

from chat.ear import AHEAD_S, STALLED_AFTER_S
from chat.gemini.wire import ServerMessage
from chat.protocol.events import Event
from chat.protocol.frames import Speech
from chat.protocol.limits import BYTES_PER_SAMPLE, OUTPUT_SAMPLE_RATE
from chat.session import LiveSession
from tests.support.scripted_upstream import ScriptedModel, ScriptedUpstream

PIECE = b"\x01\x00" * (OUTPUT_SAMPLE_RATE // 10)
PIECES = 24


async def test_the_rest_follows_once_the_clock_says_that_it_is_due() -> None:
    sent: list[Speech] = []
    all_sent = asyncio.Event()

    def emit(item: Event | Speech) -> None:
        if isinstance(item, Speech):
            sent.append(item)
            if len(sent) == PIECES:
                all_sent.set()

    model = ScriptedModel(ScriptedUpstream([ServerMessage(speech=PIECE)] * PIECES))
    session = LiveSession(model.connect, emit=emit, store=lambda _utterance: None)
    loop = asyncio.get_running_loop()
    began = loop.time()
    running = asyncio.create_task(session.run())
    try:
        async with asyncio.timeout(10):
            await all_sent.wait()
    finally:
        running.cancel()
        await asyncio.wait([running])
    seconds = PIECES * len(PIECE) / BYTES_PER_SAMPLE / OUTPUT_SAMPLE_RATE
    assert loop.time() - began >= STALLED_AFTER_S + seconds - AHEAD_S - 0.15
