"""Speech comes in as the SDK sends it, and its words come back."""

from __future__ import annotations

import math
from array import array

import pytest
from google.genai import types
from google.genai.live import AsyncSession

from chat.emulator.resample import Resampler
from chat.emulator.senses import talking_senses
from tests.support.recordings import librivox, word_errors, words_of

from .clients import Emulated, next_turn
from .conftest import Emulate
from .doubles import Cast

SECOND = b"\x00\x20\x00\xe0" * 8000
MARKED = {"automatic_activity_detection": {"disabled": True}}


async def _say(session: AsyncSession, pcm: bytes, rate: int = 16_000) -> None:
    """In chunks of 40 ms, without waiting."""
    size = 2 * rate * 40 // 1000
    for start in range(0, len(pcm), size):
        blob = types.Blob(data=pcm[start : start + size], mime_type=f"audio/pcm;rate={rate}")
        await session.send_realtime_input(audio=blob)


async def test_speech_is_answered_after_its_silence(emulator: Emulated, cast: Cast) -> None:
    async with emulator.talk() as session:
        await _say(session, SECOND + bytes(32_000))
        turn = await next_turn(session)
    assert turn.heard == cast.hearing.words
    assert cast.mind.asked == [(cast.hearing.words, None, True)]
    assert turn.speech
    assert SECOND in cast.hearing.heard[0]


async def test_the_end_of_the_stream_needs_no_silence(emulator: Emulated, cast: Cast) -> None:
    async with emulator.talk() as session:
        await _say(session, SECOND)
        await session.send_realtime_input(audio_stream_end=True)
        turn = await next_turn(session)
    assert turn.heard == cast.hearing.words


async def test_the_words_come_before_the_answer(emulator: Emulated) -> None:
    async with emulator.talk() as session:
        await _say(session, SECOND)
        await session.send_realtime_input(audio_stream_end=True)
        turn = await next_turn(session)
    assert turn.at("input_transcription") < turn.at("model_turn")


async def test_marked_speech_is_answered_at_its_end(emulator: Emulated, cast: Cast) -> None:
    async with emulator.talk(realtime_input_config=MARKED) as session:
        await session.send_realtime_input(activity_start=types.ActivityStart())
        await _say(session, SECOND)
        await session.send_realtime_input(activity_end=types.ActivityEnd())
        await next_turn(session)
    assert cast.hearing.heard == [SECOND]


async def test_marks_without_speech_close_with_1007(emulator: Emulated) -> None:
    model = {"model": "gemini-3.8-live", "realtimeInputConfig": MARKED}
    start, end = '{"realtimeInput": {"activityStart": {}}}', '{"realtimeInput": {"activityEnd": {}}}'
    closed = await emulator.close_after({"setup": model}, start, end)
    assert closed == (1007, "Precondition check failed.")


async def test_a_microphone_of_48_khz_is_heard(emulator: Emulated, cast: Cast) -> None:
    async with emulator.talk(realtime_input_config=MARKED) as session:
        await session.send_realtime_input(activity_start=types.ActivityStart())
        await _say(session, b"\x10\x00" * 48_000, rate=48_000)
        await session.send_realtime_input(activity_end=types.ActivityEnd())
        await next_turn(session)
    assert cast.hearing.heard == [b"\x10\x00" * 16_000]


@pytest.mark.parametrize("rate", [8_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("chunk_samples", [7, 320, 5000])
def test_resampling_keeps_a_tone_and_its_length_whatever_the_chunks(rate: int, chunk_samples: int) -> None:
    tone = array("h", (round(8000 * math.sin(2 * math.pi * 300 * index / rate)) for index in range(rate)))
    resampler = Resampler(rate)
    chunks = (tone[start : start + chunk_samples] for start in range(0, rate, chunk_samples))
    out = array("h", b"".join(resampler.feed(chunk.tobytes()) for chunk in chunks))
    assert abs(len(out) - 16_000) <= 2
    crossings = sum(1 for a, b in zip(out, out[1:], strict=False) if a < 0 <= b)
    assert abs(crossings - 300) <= 1
    assert 7000 < max(out) <= 8000


async def test_a_recorded_sentence_is_understood(emulate: Emulate) -> None:
    recording = librivox()[4]
    emulated = await emulate(talking_senses())
    async with emulated.talk() as session:
        await _say(session, recording.pcm + bytes(32_000))
        turn = await next_turn(session, until_speech=True)
    assert word_errors(recording.words, turn.heard) <= len(words_of(recording.words)) / 10
    assert turn.said
    assert any(turn.speech)
