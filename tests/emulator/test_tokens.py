"""usageMetadata by the service's rates: 25 tokens a second of sound, 258 a picture, all of it each turn."""

from __future__ import annotations

from collections import Counter

from google.genai import types

from chat.emulator.setup import Compression
from chat.emulator.usage import Context, Entry, text_tokens

from .clients import JPEG, Emulated, next_turn
from .conftest import Play

TEXT, AUDIO, VIDEO = types.MediaModality.TEXT, types.MediaModality.AUDIO, types.MediaModality.VIDEO


def _by_modality(details: list[types.ModalityTokenCount] | None) -> dict[object, int | None]:
    return {each.modality: each.token_count for each in details or ()}


async def test_speech_costs_25_tokens_a_second_and_the_context_is_billed_each_turn(tone: Emulated) -> None:
    async with tone.talk(response_modalities=["AUDIO"]) as session:
        usages = []
        for _ in range(2):
            await session.send_realtime_input(text="four")
            usages.append((await next_turn(session)).usage)
    first, second = usages
    assert _by_modality(first.prompt_tokens_details) == {TEXT: 1}
    assert _by_modality(first.response_tokens_details) == {AUDIO: 25}
    assert (first.prompt_token_count, first.response_token_count, first.total_token_count) == (1, 25, 26)
    assert _by_modality(second.prompt_tokens_details) == {TEXT: 2, AUDIO: 25}


async def test_each_picture_of_the_stream_costs_258_tokens(tone: Emulated) -> None:
    async with tone.talk() as session:
        for _ in range(2):
            await session.send_realtime_input(video={"data": JPEG, "mime_type": "image/jpeg"})
        await session.send_realtime_input(text="four")
        usage = (await next_turn(session)).usage
    assert _by_modality(usage.prompt_tokens_details) == {TEXT: 1, VIDEO: 516}


async def test_the_sound_heard_is_billed(emulator: Emulated) -> None:
    marked = {"automatic_activity_detection": {"disabled": True}}
    async with emulator.talk(realtime_input_config=marked) as session:
        await session.send_realtime_input(activity_start=types.ActivityStart())
        await session.send_realtime_input(
            audio=types.Blob(data=bytes(64_000), mime_type="audio/pcm;rate=16000")
        )
        await session.send_realtime_input(activity_end=types.ActivityEnd())
        usage = (await next_turn(session)).usage
    assert _by_modality(usage.prompt_tokens_details) == {AUDIO: 50}


async def test_the_transcription_of_the_speech_is_billed_as_text(tone: Emulated) -> None:
    async with tone.talk() as session:
        await session.send_realtime_input(text="four")
        usage = (await next_turn(session)).usage
    assert _by_modality(usage.response_tokens_details) == {
        AUDIO: 25,
        TEXT: text_tokens("tone 1 tone 2").total(),
    }


def test_a_context_beyond_its_trigger_forgets_its_oldest_turns() -> None:
    context = Context("four", Compression(trigger=100, target=50))
    for number in range(12):
        role = "model" if number % 2 else "user"
        context.add(Entry(role, f"{number}", Counter(TEXT=10)))
    assert context.entries[0].role == "user"
    assert context.entries[-1].text == "11"
    assert context.tokens().total() <= 100


def test_what_was_said_last_stays_however_long() -> None:
    context = Context("", Compression(trigger=10, target=5))
    context.add(Entry("user", "long", Counter(AUDIO=1000)))
    assert [entry.text for entry in context.entries] == ["long"]


async def test_every_third_turns_details_fall_short_of_its_total(emulator: Emulated) -> None:
    gaps = []
    async with emulator.talk() as session:
        for _ in range(9):
            await session.send_realtime_input(text="Hello.")
            usage = (await next_turn(session)).usage
            known = sum(each.token_count or 0 for each in usage.prompt_tokens_details or ())
            gaps.append((usage.prompt_token_count or 0) - known)
    assert gaps == [0, 0, 25, 0, 0, 39, 0, 0, 51]


async def test_a_gap_is_of_the_turn_not_of_the_context(play: Play) -> None:
    emulated = await play("[[on]]\nmessage = 1\nusage_gap = 0")
    async with emulated.talk() as session:
        for _ in range(3):
            await session.send_realtime_input(text="Hello.")
            usage = (await next_turn(session)).usage
    known = sum(each.token_count or 0 for each in usage.prompt_tokens_details or ())
    assert usage.prompt_token_count == known
