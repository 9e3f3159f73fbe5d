"""Speech, or words typed, end a reply at once."""

from __future__ import annotations

import asyncio

from google.genai import types
from google.genai.live import AsyncSession

from .clients import DEADLINE_S, MODEL, Emulated, next_turn
from .doubles import Cast

VOICE = types.Blob(data=b"\x00\x20\x00\xe0" * 8000, mime_type="audio/pcm;rate=16000")
"""A second of loud sound."""


async def _begin_long_reply(session: AsyncSession) -> None:
    """Returns when its speech has begun."""
    await session.send_realtime_input(text="A long story, please.")
    await next_turn(session, until_speech=True)


async def test_speech_interrupts_a_reply(long_tone: Emulated) -> None:
    async with long_tone.talk() as session:
        await _begin_long_reply(session)
        await session.send_realtime_input(audio=VOICE)
        turn = await next_turn(session)
    assert turn.at("interrupted") >= 0
    assert turn.at("interrupted") < turn.at("turn_complete")
    assert turn.at("generation_complete") == -1
    assert not any(message.data for message in turn.messages[turn.at("interrupted") :])
    assert turn.usage.response_token_count


async def test_the_interruption_overtakes_the_speech_that_is_left(long_tone: Emulated) -> None:
    async with long_tone.talk() as session:
        await _begin_long_reply(session)
        sent_at = asyncio.get_running_loop().time()
        await session.send_realtime_input(audio=VOICE)
        turn = await next_turn(session)
    assert turn.times[turn.at("interrupted")] - sent_at < 1


async def test_the_mind_is_told_which_words_were_said(emulator: Emulated, cast: Cast) -> None:
    cast.mind.sentences = ("one two three four", "five six") * 50
    async with emulator.talk() as session:
        await session.send_realtime_input(text="A long story, please.")
        said = ""
        async for message in session.receive():
            words = message.server_content and message.server_content.output_transcription
            said += (words.text or "") if words else ""
            if "five" in said:
                break
        await session.send_realtime_input(audio=VOICE)
        said += (await next_turn(session)).said
        assert await asyncio.to_thread(cast.mind.was_cut.wait, DEADLINE_S)
    assert cast.mind.cuts == [said]


async def test_typed_words_interrupt_and_are_answered(long_tone: Emulated) -> None:
    async with long_tone.talk() as session:
        await _begin_long_reply(session)
        await session.send_realtime_input(text="Stop.")
        turn = await next_turn(session)
        assert turn.at("interrupted") >= 0
        await _begin_long_reply(session)


async def test_client_content_interrupts(long_tone: Emulated) -> None:
    async with long_tone.talk() as session:
        await _begin_long_reply(session)
        await session.send_client_content(
            turns={"role": "user", "parts": [{"text": "Wait."}]}, turn_complete=False
        )
        turn = await next_turn(session)
    assert turn.at("interrupted") >= 0


async def test_a_reply_that_is_generated_but_not_played_can_be_interrupted(tone: Emulated) -> None:
    async with tone.talk() as session:
        await session.send_realtime_input(text="Hello.")
        async for message in session.receive():
            if message.server_content and message.server_content.generation_complete:
                break
        await session.send_realtime_input(audio=VOICE)
        turn = await next_turn(session)
    assert 0 <= turn.at("interrupted") < turn.at("turn_complete")


async def test_without_interruption_speech_waits_for_the_end_of_the_reply(
    emulator: Emulated, cast: Cast
) -> None:
    no_interruption = {"activity_handling": "NO_INTERRUPTION"}
    cast.mind.sentences = ("one two three four five six seven eight nine ten",)
    async with emulator.talk(MODEL, realtime_input_config=no_interruption) as session:
        await session.send_realtime_input(text="First.")
        await next_turn(session, until_speech=True)
        await session.send_realtime_input(audio=VOICE)
        await session.send_realtime_input(audio_stream_end=True)
        first, second = await next_turn(session), await next_turn(session)
    assert first.at("interrupted") == second.at("interrupted") == -1
    assert [said for said, _, _ in cast.mind.asked] == ["First.", cast.hearing.words]
