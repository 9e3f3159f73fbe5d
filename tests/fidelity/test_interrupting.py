"""A reply ends where the person cuts in."""

from __future__ import annotations

from tests.support.emulator import Emulator
from tests.support.recordings import librivox

from .talk import AUDIO_MODEL, TRANSCRIBED, Sdk, Talk, Turn, words

VOICE = librivox()[1].pcm


async def begin_story(talk: Talk) -> None:
    """Returns when it can be heard."""
    await talk.type("Tell me a story.")
    await talk.until_speech()


def assert_interrupted(turn: Turn) -> None:
    (interrupted,), (complete,) = turn.places("interrupted"), turn.places("turnComplete")
    assert interrupted < complete
    assert turn.places("generationComplete") == []
    assert not any(message.data for message in turn.messages[interrupted:])
    assert turn.usage["responseTokenCount"] > 0


async def test_speech_interrupts_and_is_answered(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await begin_story(talk)
        await talk.speak(VOICE)
        assert_interrupted(await talk.turn())
        await talk.end_stream()
        assert (await talk.until_speech()).heard


async def test_typed_words_interrupt_and_are_answered(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await begin_story(talk)
        await talk.type("Say hello.")
        assert_interrupted(await talk.turn())
        assert (await talk.turn()).said == "Hello."


async def test_content_interrupts_and_is_answered(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await begin_story(talk)
        await talk.tell(words("user", "Say hello."))
        assert_interrupted(await talk.turn())
        assert (await talk.turn()).said == "Hello."


async def test_a_reply_that_may_not_be_interrupted_is_finished(sdk: Sdk, emulator: Emulator) -> None:
    config = TRANSCRIBED | {"realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"}}
    async with sdk.talk(emulator, AUDIO_MODEL, config) as talk:
        await talk.type("Say one two three four five.")
        await talk.until_speech()
        await talk.speak(VOICE)
        await talk.end_stream()
        turn = await talk.turn()
        assert (turn.places("interrupted"), len(turn.places("generationComplete"))) == ([], 1)
        assert (await talk.until_speech()).places("interrupted") == []
