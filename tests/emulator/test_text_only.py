"""Without the speech packages the emulator still answers what is typed, and says what is missing."""

from __future__ import annotations

from google.genai import types

from chat.emulator.senses import textual_senses
from chat.emulator.textual import NOTICE

from .clients import next_turn
from .conftest import Emulate


async def test_the_first_answer_begins_with_the_notice_and_the_next_does_not(emulate: Emulate) -> None:
    emulated = await emulate(textual_senses())
    async with emulated.talk() as session:
        turns = []
        for _ in range(2):
            await session.send_realtime_input(text="What is two plus two?")
            turns.append(await next_turn(session))
    assert turns[0].said.startswith(NOTICE)
    assert len(turns[0].said) > len(NOTICE)
    assert turns[1].said
    assert NOTICE not in turns[1].said


async def test_its_speech_is_silence_that_ends_soon(emulate: Emulate) -> None:
    emulated = await emulate(textual_senses())
    async with emulated.talk() as session:
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
    assert turn.speech
    assert not any(turn.speech)


async def test_sound_is_answered_with_the_notice(emulate: Emulate) -> None:
    emulated = await emulate(textual_senses())
    async with emulated.talk() as session:
        for _ in range(2):
            await session.send_realtime_input(
                audio=types.Blob(data=b"\x00\x20\x00\xe0" * 8000, mime_type="audio/pcm;rate=16000")
            )
            await session.send_realtime_input(audio_stream_end=True)
            assert (await next_turn(session)).said == NOTICE
