"""Each turn is billed by modality."""

from __future__ import annotations

from tests.support.emulator import Emulator
from tests.support.recordings import librivox

from .talk import AUDIO_MODEL, TEXT_MODEL, TRANSCRIBED, WRITTEN, Fields, Sdk
from .test_pictures import picture


def by_modality(details: list[Fields]) -> dict[str, int]:
    return {detail["modality"]: detail["tokenCount"] for detail in details}


def assert_adds_up(usage: Fields) -> None:
    assert usage["totalTokenCount"] == usage["promptTokenCount"] + usage["responseTokenCount"]


async def test_usage_comes_with_the_end_of_the_turn(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN) as talk:
        await talk.type("Say hello.")
        turn = await talk.turn()
    assert "usageMetadata" in turn.messages[-1].fields
    assert_adds_up(turn.usage)
    assert list(by_modality(turn.usage["promptTokensDetails"])) == ["TEXT"]
    assert list(by_modality(turn.usage["responseTokensDetails"])) == ["TEXT"]


async def test_sound_is_billed_as_sound(sdk: Sdk, emulator: Emulator) -> None:
    sentence = librivox()[1].pcm
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await talk.speak(sentence)
        await talk.end_stream()
        await talk.until_speech()
        await talk.type("Say hello.")
        interrupted = await talk.turn()
    assert_adds_up(interrupted.usage)
    spoken_s = len(sentence) / 32_000
    assert (
        0.5 * 25 * spoken_s < by_modality(interrupted.usage["promptTokensDetails"])["AUDIO"] < 35 * spoken_s
    )
    assert by_modality(interrupted.usage["responseTokensDetails"])["AUDIO"] > 0


async def test_pictures_are_billed(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN) as talk:
        await talk.show(picture("red"))
        await talk.type("Say hello.")
        turn = await talk.turn()
    assert by_modality(turn.usage["promptTokensDetails"])["VIDEO"] == 258


async def test_every_turn_bills_the_whole_talk_anew(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN) as talk:
        await talk.type("Say hello.")
        first = (await talk.turn()).usage
        await talk.type("Say hello.")
        second = (await talk.turn()).usage
    assert second["promptTokenCount"] == 2 * first["promptTokenCount"] + first["responseTokenCount"]


async def test_a_compressed_talk_is_billed_as_what_is_left_of_it(sdk: Sdk, emulator: Emulator) -> None:
    config = WRITTEN | {
        "contextWindowCompression": {"triggerTokens": "60", "slidingWindow": {"targetTokens": "30"}}
    }
    async with sdk.talk(emulator, TEXT_MODEL, config) as talk:
        prompts = []
        for _ in range(20):
            await talk.type("Say one two three.")
            prompts.append(by_modality((await talk.turn()).usage["promptTokensDetails"])["TEXT"])
    assert max(prompts) <= 60
    assert sorted(prompts) != prompts
