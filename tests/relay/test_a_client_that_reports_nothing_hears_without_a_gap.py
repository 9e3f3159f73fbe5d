"""A session with a scripted model: speech held back goes on by the wall clock, with no event to wake it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chat.ear import AHEAD_S, STALLED_AFTER_S
from chat.gemini.upstream import Upstream
from chat.gemini.wire import ServerMessage
from chat.protocol.events import Event
from chat.protocol.frames import Speech
from chat.protocol.limits import BYTES_PER_SAMPLE, OUTPUT_SAMPLE_RATE
from chat.session import LiveSession

PIECE = b"\x01\x00" * (OUTPUT_SAMPLE_RATE // 10)
PIECES = 24


class ScriptedUpstream(Upstream):
    """Says more than may go ahead in one burst, one message a loop turn, then nothing."""

    def __init__(self) -> None:
        self._left = PIECES

    async def receive(self) -> ServerMessage:
        if self._left:
            self._left -= 1
            await asyncio.sleep(0)
            return ServerMessage(speech=PIECE)
        await asyncio.Event().wait()
        raise AssertionError

    async def send_audio(self, pcm: bytes) -> None: ...

    async def send_picture(self, jpeg: bytes) -> None: ...

    async def send_text(self, text: str) -> None: ...

    async def end_audio(self) -> None: ...


@asynccontextmanager
async def scripted() -> AsyncIterator[Upstream]:
    yield ScriptedUpstream()


async def test_the_rest_follows_once_the_clock_says_that_it_is_due() -> None:
    sent: list[Speech] = []
    all_sent = asyncio.Event()

    def emit(item: Event | Speech) -> None:
        if isinstance(item, Speech):
            sent.append(item)
            if len(sent) == PIECES:
                all_sent.set()

    session = LiveSession(scripted(), emit=emit, store=lambda _utterance: None)
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
