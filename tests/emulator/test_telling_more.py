"""What is told beside the answers: voice activity, languages, a context that was cut, odd totals."""

from __future__ import annotations

from typing import Any

import pytest
from google.genai import types
from google.genai.live import AsyncSession

from chat.emulator.plan import Manner
from chat.emulator.senses import tone_senses
from chat.emulator.server import Conduct

from .clients import Emulated, Turn, next_turn
from .conftest import Emulate, Play
from .doubles import Cast

LOUD = b"\x00\x20\x00\xe0" * 4000
"""Half a second."""
START, END = types.VoiceActivityType.ACTIVITY_START, types.VoiceActivityType.ACTIVITY_END


async def _speak(session: AsyncSession) -> Turn:
    """Half a second of voice and a second of silence."""
    for pcm in (LOUD, bytes(32_000)):
        await session.send_realtime_input(audio=types.Blob(data=pcm, mime_type="audio/pcm;rate=16000"))
    return await next_turn(session)


def _activities(turn: Turn) -> list[tuple[types.VoiceActivityType | None, float]]:
    told = [message.voice_activity for message in turn.messages if message.voice_activity]
    return [(each.voice_activity_type, float(str(each.audio_offset).removesuffix("s"))) for each in told]


async def test_voice_activity_is_told_where_it_is_wanted(emulate: Emulate, cast: Cast) -> None:
    emulated = await emulate(cast.senses, conduct=Conduct(manner=Manner(voice_activity=True)))
    async with emulated.talk() as session:
        turn = await _speak(session)
    (start, started_s), (end, ended_s) = _activities(turn)
    assert (start, end) == (START, END)
    assert 0 < started_s <= 0.5
    assert 1 < ended_s <= 1.5
    assert turn.messages[0].voice_activity
    assert turn.at("input_transcription") > 0


async def test_a_scenario_can_want_it(play: Play) -> None:
    emulated = await play("[[on]]\nsetup = 1\nvoice_activity = true")
    async with emulated.talk() as session:
        assert [kind for kind, _ in _activities(await _speak(session))] == [START, END]


async def test_else_it_is_not_told(tone: Emulated) -> None:
    async with tone.talk() as session:
        assert _activities(await _speak(session)) == []


@pytest.mark.parametrize(
    ("config", "language"),
    [
        ({"input_audio_transcription": {"language_codes": ["de-DE"]}}, "de-DE"),
        ({"input_audio_transcription": {}, "speech_config": {"language_code": "en-GB"}}, "en-GB"),
        ({"input_audio_transcription": {}}, None),
    ],
)
async def test_the_transcription_has_the_language_that_was_named(
    emulator: Emulated, config: dict[str, Any], language: str | None
) -> None:
    async with emulator.talk(**config) as session:
        turn = await _speak(session)
    told = [
        content.input_transcription.language_code for content in turn.contents if content.input_transcription
    ]
    assert told == [language]


async def test_a_context_beyond_its_trigger_is_cut_as_its_usage_shows(emulate: Emulate) -> None:
    emulated = await emulate(tone_senses(1), conduct=Conduct(manner=Manner(usage_gap=0)))
    window = {"trigger_tokens": 100, "sliding_window": {"target_tokens": 60}}
    async with emulated.talk(response_modalities=["AUDIO"], context_window_compression=window) as session:
        billed = []
        for _ in range(5):
            await session.send_realtime_input(text="four")
            billed.append((await next_turn(session)).usage.prompt_token_count or 0)
    assert billed == [1, 27, 53, 79, 53]


async def test_a_total_can_have_tokens_that_no_modality_accounts_for(play: Play) -> None:
    emulated = await play("[[on]]\nsetup = 1\nusage_gap = 39")
    async with emulated.talk(response_modalities=["AUDIO"]) as session:
        await session.send_realtime_input(text="four")
        usage = (await next_turn(session)).usage
    assert sum(each.token_count or 0 for each in usage.prompt_tokens_details or ()) == 1
    assert usage.prompt_token_count == 40
    assert usage.total_token_count == 40 + (usage.response_token_count or 0)
