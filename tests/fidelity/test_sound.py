"""What is spoken is heard and answered."""

from __future__ import annotations

from tests.support.emulator import Emulator
from tests.support.recordings import librivox, word_errors, words_of

from .talk import AUDIO_MODEL, SAMPLE_RATE, TRANSCRIBED, Sdk, Turn, blob

SENTENCE = librivox()[4]
"""3.3 s."""
SECOND_OF_SILENCE = bytes(2 * SAMPLE_RATE)
MANUAL = TRANSCRIBED | {"realtimeInputConfig": {"automaticActivityDetection": {"disabled": True}}}


def assert_understood(turn: Turn) -> None:
    """Turn up to the first speech of the answer: the words come before it."""
    assert word_errors(SENTENCE.words, turn.heard) <= len(words_of(SENTENCE.words)) / 5
    assert any(turn.speech)


async def test_a_spoken_sentence_is_transcribed_and_answered(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await talk.speak(SENTENCE.pcm + SECOND_OF_SILENCE)
        assert_understood(await talk.until_speech())


async def test_the_end_of_the_stream_stands_for_silence(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await talk.speak(SENTENCE.pcm)
        await talk.end_stream()
        assert_understood(await talk.until_speech())


async def test_a_marked_activity_is_answered_at_its_end(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, MANUAL) as talk:
        await talk.start_activity()
        await talk.speak(SENTENCE.pcm)
        await talk.end_activity()
        assert_understood(await talk.until_speech())


async def test_sound_by_its_older_name_is_heard(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        media = blob(SENTENCE.pcm, f"audio/pcm;rate={SAMPLE_RATE}")
        await talk.call("sendRealtimeInput", {"media": media})
        await talk.end_stream()
        assert_understood(await talk.until_speech())


async def test_silence_is_not_answered(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await talk.speak(3 * SECOND_OF_SILENCE)
        await talk.type("Say hello.")
        turn = await talk.turn()
    assert (turn.heard, turn.said) == ("", "Hello.")
