"""Invariant 2, upwards: old audio is dropped and counted, the newest picture stays, words are kept."""

from __future__ import annotations

import asyncio

import pytest

from chat.errors import ProtocolError
from chat.gemini.wire import FunctionResponse
from chat.protocol.frames import MicrophoneChunk, Picture, PictureSource
from chat.uplink import MAX_OWN, MAX_TEXTS, AudioEnd, Item, Prompt, TypedText, Uplink


def chunk(sequence: int) -> MicrophoneChunk:
    """40 ms."""
    return MicrophoneChunk(sequence, 0, False, bytes(1280))


def picture(frame: int) -> Picture:
    return Picture(frame, 0, PictureSource.CAMERA, b"\xff\xd8\xff")


def result(number: int) -> FunctionResponse:
    return FunctionResponse(str(number), "lights", {"result": "on"})


async def drained(uplink: Uplink) -> list[Item]:
    items = []
    while True:
        try:
            async with asyncio.timeout(0):
                items.append(await uplink.get())
        except TimeoutError:
            return items


async def test_what_is_put_comes_out_in_order() -> None:
    uplink = Uplink()
    items: list[Item] = [chunk(1), picture(1), TypedText("hi"), chunk(2), AudioEnd()]
    for item in items:
        uplink.put(item)
    assert await drained(uplink) == items


async def test_above_two_seconds_the_oldest_audio_is_dropped_and_counted() -> None:
    uplink = Uplink()
    for sequence in range(60):
        uplink.put(chunk(sequence))
    assert [item.sequence for item in await drained(uplink) if isinstance(item, MicrophoneChunk)] == list(
        range(10, 60)
    )
    assert uplink.dropped_ms == 400


async def test_only_the_newest_picture_waits() -> None:
    uplink = Uplink()
    for frame in range(3):
        uplink.put(picture(frame))
    assert await drained(uplink) == [picture(2)]


async def test_typed_words_follow_the_picture_they_speak_of() -> None:
    uplink = Uplink()
    uplink.put(picture(1))
    uplink.put(chunk(1))
    uplink.put(picture(2))
    uplink.put(TypedText("what is this?"))
    assert await drained(uplink) == [chunk(1), picture(2), TypedText("what is this?")]


async def test_a_picture_that_words_wait_behind_is_not_replaced() -> None:
    uplink = Uplink()
    items: list[Item] = [picture(1), TypedText("what is this?"), picture(2)]
    for item in items:
        uplink.put(item)
    assert await drained(uplink) == items


async def test_typed_words_are_never_dropped_but_refused() -> None:
    uplink = Uplink()
    for number in range(MAX_TEXTS):
        uplink.put(TypedText(str(number)))
    with pytest.raises(ProtocolError, match="too_fast"):
        uplink.put(TypedText("one too many"))
    assert len(await drained(uplink)) == MAX_TEXTS


async def test_a_mark_that_repeats_the_one_before_it_takes_no_room() -> None:
    uplink = Uplink()
    for _ in range(1_000):
        uplink.put(AudioEnd())
    assert await drained(uplink) == [AudioEnd()]


async def test_marks_between_audio_that_is_dropped_are_bounded_too() -> None:
    uplink = Uplink()
    with pytest.raises(ProtocolError, match="too_fast"):
        for sequence in range(1_000):
            uplink.put(chunk(sequence))
            uplink.put(AudioEnd())
    assert (await drained(uplink)).count(AudioEnd()) == MAX_TEXTS


async def test_results_and_prompts_are_bounded_too() -> None:
    uplink = Uplink()
    uplink.put(Prompt("Greet the person."))
    for number in range(MAX_OWN - 1):
        uplink.put(result(number))
    with pytest.raises(ProtocolError, match="too_fast"):
        uplink.put(result(MAX_OWN))
    uplink.put_back(await uplink.get())
    with pytest.raises(ProtocolError, match="too_fast"):
        uplink.put(result(MAX_OWN))
    uplink.put(TypedText("hi"))
    assert len(await drained(uplink)) == MAX_OWN + 1
    uplink.put(result(0))


async def test_once_closed_only_results_go_up() -> None:
    uplink = Uplink()
    before: list[Item] = [chunk(1), result(1), TypedText("hi"), Prompt("Go on.")]
    after: list[Item] = [chunk(2), picture(1), result(2), Prompt("Go on.")]
    for item in before:
        uplink.put(item)
    uplink.close()
    for item in after:
        uplink.put(item)
    with pytest.raises(ProtocolError, match="talk_ending"):
        uplink.put(TypedText("still there?"))
    assert await drained(uplink) == [result(1), result(2)]


async def test_a_sender_that_can_wait_is_held_back_instead() -> None:
    uplink = Uplink()
    for sequence in range(26):
        uplink.put(chunk(sequence))
    waiting = asyncio.ensure_future(uplink.room())
    await asyncio.sleep(0)
    assert not waiting.done()
    await uplink.get()
    await waiting
    assert uplink.dropped_ms == 0
