"""A chunk of sound goes up in the turn of the loop in which it came, and never past what waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from chat.gemini.wire import FunctionResponse
from chat.protocol.frames import MicrophoneChunk, Speech
from chat.session import LiveSession
from chat.transcript import Utterance
from chat.uplink import Item, TypedText, Uplink
from tests.support.scripted_upstream import ScriptedModel, ScriptedUpstream


def chunk(sequence: int) -> MicrophoneChunk:
    """40 ms."""
    return MicrophoneChunk(sequence, 0, False, sequence.to_bytes(2, "little") * 640)


async def waiting(uplink: Uplink, passed: list[int], *, takes: bool = True) -> asyncio.Task[Item]:
    def pass_on(chunk: MicrophoneChunk) -> bool:
        if takes:
            passed.append(chunk.sequence)
        return takes

    getting = asyncio.create_task(uplink.get(pass_on))
    await asyncio.sleep(0)
    return getting


async def test_while_somebody_waits_for_it() -> None:
    uplink, passed = Uplink(), list[int]()
    getting = await waiting(uplink, passed)
    uplink.put(chunk(1))
    uplink.put(chunk(2))
    assert passed == [1, 2]
    assert not getting.done()
    getting.cancel()


async def test_not_past_what_waits() -> None:
    uplink, passed = Uplink(), list[int]()
    getting = await waiting(uplink, passed)
    uplink.put(TypedText("hi"))
    uplink.put(chunk(1))
    assert await getting == TypedText("hi")
    uplink.put(chunk(2))
    assert [await uplink.get(), await uplink.get()] == [chunk(1), chunk(2)]
    assert passed == []


async def test_where_it_cannot_be_passed_on_it_waits() -> None:
    uplink = Uplink()
    getting = await waiting(uplink, [], takes=False)
    uplink.put(chunk(1))
    assert await getting == chunk(1)


async def test_once_nobody_waits_any_more_it_waits() -> None:
    uplink, passed = Uplink(), list[int]()
    getting = await waiting(uplink, passed)
    getting.cancel()
    await asyncio.wait([getting])
    uplink.put(chunk(1))
    assert passed == []
    assert await uplink.get() == chunk(1)


async def test_nothing_goes_up_once_it_is_closed() -> None:
    uplink, passed = Uplink(), list[int]()
    getting = await waiting(uplink, passed)
    uplink.close()
    uplink.put(chunk(1))
    assert passed == []
    uplink.put(FunctionResponse("1", "lights", {"result": "on"}))
    assert isinstance(await getting, FunctionResponse)


@dataclass
class Prompt(ScriptedUpstream):
    """Takes sound at once while it is told to, and breaks at the chunk that it is told to break at."""

    at_once: bool = True

    @property
    def takes_at_once(self) -> bool:
        return self.at_once

    def send_audio_at_once(self, pcm: bytes) -> None:
        self.audio.append(pcm)
        self._mark("audio")


@pytest.mark.parametrize("changes", [range(0), range(3, 7), range(0, 12, 3)])
async def test_a_session_sends_them_in_order_whatever_way(changes: range) -> None:
    """`changes`: the chunks before which the connection begins, or ceases, to take more at once."""
    upstream = Prompt()
    session = LiveSession(ScriptedModel(upstream).connect, emit=_ignore, store=_ignore_utterance)
    running = asyncio.create_task(session.run())
    # The connection is there once words have gone up.
    session.read("hello")
    await upstream.was_sent("text")
    for sequence in range(12):
        if sequence in changes:
            upstream.at_once = not upstream.at_once
            await asyncio.sleep(0)
        session.hear(chunk(sequence))
    session.read("goodbye")
    async with asyncio.timeout(5):
        while len(upstream.texts) < 2:  # noqa: ASYNC110 - the list is all there is to look at
            await asyncio.sleep(0)
    assert upstream.audio == [chunk(sequence).pcm for sequence in range(12)]
    assert upstream.marks == ["text", *["audio"] * 12, "text"]
    running.cancel()
    await asyncio.wait([running])


async def test_what_went_up_so_is_said_again_on_the_next_connection() -> None:
    first, second = Prompt(), Prompt()
    session = LiveSession(ScriptedModel(first, second).connect, emit=_ignore, store=_ignore_utterance)
    running = asyncio.create_task(session.run())
    session.read("hello")
    await first.was_sent("text")
    await asyncio.sleep(0)
    for sequence in range(3):
        session.hear(chunk(sequence))
    assert len(first.audio) == 3
    first.say(ConnectionResetError())
    await second.was_sent("audio")
    assert b"".join(second.audio) == b"".join(first.audio)
    running.cancel()
    await asyncio.wait([running])


def _ignore(_item: object | Speech) -> None: ...


def _ignore_utterance(_utterance: Utterance) -> None: ...
