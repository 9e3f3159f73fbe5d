"""A scenario says what is said: word by word, when, and how the words travel beside their sound."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from google.genai import types
from google.genai.live import AsyncSession

from .clients import DEADLINE_S, MODEL, Emulated, Turn, next_turn
from .conftest import Play

TRANSCRIBED: dict[str, Any] = {"response_modalities": ["AUDIO"], "output_audio_transcription": {}}
QUARTER_BYTES = 12_000
"""The tone's voice speaks a word in a quarter of a second."""


async def _ask(session: AsyncSession, text: str = "Hello.") -> Turn:
    await session.send_realtime_input(text=text)
    return await next_turn(session)


async def _said(emulated: Emulated, *texts: str) -> list[str]:
    async with emulated.talk() as session:
        return [(await _ask(session, text)).said for text in texts]


async def test_the_nth_turn_is_said_as_it_is_written(play: Play) -> None:
    emulated = await play('[[on]]\nturn = 2\nsay = "Good day. How are you?"')
    assert await _said(emulated, "One.", "Two.", "Three.") == [
        "tone 1",
        "Good day. How are you?",
        "tone 1",
    ]


async def test_words_are_answered_where_they_stand_together(play: Play) -> None:
    emulated = await play('[[on]]\ntext = "the Weather"\nsay = "It rains."')
    said = await _said(emulated, "The bad weather?", "What is the weather, please?", "And the weather now?")
    assert said == ["tone 1", "It rains.", "tone 1"]


async def test_with_repeat_each_multiple_counts(play: Play) -> None:
    emulated = await play('[[on]]\nturn = 2\nrepeat = true\nsay = "Even."')
    said = await _said(emulated, "1", "2", "3", "4")
    assert said == ["tone 1", "Even.", "tone 1", "Even."]


async def test_a_rule_holds_for_each_connection_unless_it_is_for_once(play: Play) -> None:
    emulated = await play('[[on]]\nturn = 1\nsay = "Welcome."')
    assert [await _said(emulated, "Hi.") for _ in range(2)] == [["Welcome."], ["Welcome."]]
    emulated = await play('[[on]]\nturn = 1\nonce = true\nsay = "Welcome."')
    assert [await _said(emulated, "Hi.") for _ in range(2)] == [["Welcome."], ["tone 1"]]


@pytest.mark.parametrize("event", ["setup = 1", "time_s = 0.05", "message = 1"])
async def test_the_model_can_speak_unasked(play: Play, event: str) -> None:
    emulated = await play(f'[[on]]\n{event}\nsay = "Welcome aboard."')
    async with emulated.talk() as session:
        turn = await next_turn(session)
    assert turn.said == "Welcome aboard."
    assert turn.at("generation_complete") >= 0


async def test_so_much_sound_makes_it_speak(play: Play) -> None:
    emulated = await play('[[on]]\naudio_ms = 300\nsay = "I hear you."')
    async with emulated.talk() as session:
        for _ in range(3):
            await session.send_realtime_input(
                audio=types.Blob(data=bytes(3200), mime_type="audio/pcm;rate=16000")
            )
        assert (await next_turn(session)).said == "I hear you."


async def test_a_silent_turn_has_no_message_at_all(play: Play) -> None:
    emulated = await play("[[on]]\nturn = 1\nsilent = true")
    async with emulated.talk(**TRANSCRIBED) as session:
        await session.send_realtime_input(text="Hello?")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await anext(session.receive())


async def test_a_turn_after_a_silent_one_is_answered(play: Play) -> None:
    emulated = await play("[[on]]\nturn = 1\nsilent = true")
    async with emulated.talk() as session:
        await session.send_realtime_input(text="Hello?")
        assert (await _ask(session)).said == "tone 1"


async def test_a_burst_comes_all_at_once(play: Play) -> None:
    emulated = await play(f'[[on]]\nturn = 1\nburst = true\nsay = "{"word " * 12}"')
    async with emulated.talk() as session:
        turn = await _ask(session)
    spoken = [at for at, message in zip(turn.times, turn.messages, strict=True) if message.data]
    assert len(turn.speech) == 12 * QUARTER_BYTES
    assert spoken[-1] - spoken[0] < 0.6, "at the usual pace it takes a second"


@pytest.mark.parametrize(("shift_ms", "quarters"), [(-500, -2), (0, 0), (500, 2)])
async def test_the_transcription_runs_off_the_sound(play: Play, shift_ms: int, quarters: int) -> None:
    emulated = await play(f'[[on]]\nturn = 1\ntranscript_shift_ms = {shift_ms}\nsay = "a b c d e f"')
    async with emulated.talk(**TRANSCRIBED) as session:
        turn = await _ask(session)
    spoken, told_at = 0, {}
    for message in turn.messages:
        words = message.server_content and message.server_content.output_transcription
        for word in ((words.text or "") if words else "").split():
            told_at[word] = spoken / QUARTER_BYTES
        spoken += len(message.data or b"")
    assert turn.said == "a b c d e f"
    assert told_at["d"] == pytest.approx(3 + quarters, abs=0.6)


async def test_a_late_answer_is_late(play: Play) -> None:
    emulated = await play('[[on]]\nturn = 1\nafter_s = 0.4\nsay = "At last."')
    async with emulated.talk() as session:
        asked_at = asyncio.get_running_loop().time()
        turn = await _ask(session)
    assert turn.first_speech_at - asked_at >= 0.4


async def test_thoughts_and_sources_come_before_the_words(play: Play) -> None:
    emulated = await play("""
        [[on]]
        turn = 1
        thought = "They want the height."
        grounding.queries = ["Everest <height>"]
        grounding.sources = [{ title = "Everest", uri = "https://a.example/e" }]
        say = "8,849 metres."
    """)
    async with emulated.talk() as session:
        turn = await _ask(session, "How high is Everest?")
    parts = [
        part
        for content in turn.contents
        for part in (content.model_turn.parts or () if content.model_turn else ())
    ]
    assert [part.text for part in parts if part.thought] == ["They want the height."]
    assert turn.usage.thoughts_token_count == 6
    found = next(content.grounding_metadata for content in turn.contents if content.grounding_metadata)
    assert found.web_search_queries == ["Everest <height>"]
    assert found.grounding_chunks is not None
    assert found.grounding_chunks[0].web == types.GroundingChunkWeb(
        title="Everest", uri="https://a.example/e"
    )
    assert found.search_entry_point is not None
    assert "&lt;height&gt;" in str(found.search_entry_point.rendered_content)
    assert turn.said == "8,849 metres."


async def test_a_scripted_reply_can_be_interrupted_like_any_other(play: Play) -> None:
    emulated = await play(f'[[on]]\nturn = 1\nsay = "{"word " * 100}"')
    async with emulated.talk(MODEL, **TRANSCRIBED) as session:
        await session.send_realtime_input(text="Hello.")
        await next_turn(session, until_speech=True)
        await session.send_realtime_input(text="Stop.")
        turn = await next_turn(session)
        assert 0 <= turn.at("interrupted") < turn.at("turn_complete")
        async with asyncio.timeout(DEADLINE_S):
            assert (await next_turn(session)).said == "tone 1"
