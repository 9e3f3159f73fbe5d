"""What is typed is answered, aloud or in writing."""

from __future__ import annotations

from tests.support.emulator import Emulator

from .talk import AUDIO_MODEL, TEXT_MODEL, TRANSCRIBED, WRITTEN, Sdk, words


async def test_typed_words_are_answered_aloud_with_a_transcript(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await talk.type("Say hello.")
        turn = await talk.turn()
    assert (turn.said, turn.heard, turn.text) == ("Hello.", "", "")
    assert any(turn.speech)
    (generated,), (complete,) = turn.places("generationComplete"), turn.places("turnComplete")
    assert turn.places("modelTurn")[-1] < generated < complete


async def test_speech_is_24_khz_pcm(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        await talk.type("Say hello.")
        turn = await talk.turn()
    model_turns = [turn.messages[place].content["modelTurn"] for place in turn.places("modelTurn")]
    parts = [part for each in model_turns for part in each["parts"]]
    assert {part["inlineData"]["mimeType"] for part in parts} == {"audio/pcm;rate=24000"}
    assert {each["role"] for each in model_turns} == {"model"}
    assert 0.3 < len(turn.speech) / 48_000 < 3


async def test_no_transcript_comes_where_none_was_asked(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, AUDIO_MODEL, {"responseModalities": ["AUDIO"]}) as talk:
        await talk.type("Say hello.")
        turn = await talk.turn()
    assert turn.said == ""
    assert any(turn.speech)


async def test_a_model_that_writes_answers_in_writing(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN) as talk:
        await talk.type("Say hello.")
        turn = await talk.turn()
    assert (turn.text, turn.speech, turn.said) == ("Hello.", b"", "")


async def test_turns_follow_each_other(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN) as talk:
        await talk.type("Say hello.")
        first = await talk.turn()
        await talk.type("Say one two three.")
        second = await talk.turn()
    assert (first.text, second.text) == ("Hello.", "One two three.")


async def test_content_with_a_history_is_answered_from_it(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN) as talk:
        await talk.tell(
            words("user", "My name is Ada."),
            words("model", "Hello Ada."),
            words("user", "What is my name?"),
        )
        turn = await talk.turn()
    assert "Ada" in turn.text


async def test_content_that_is_not_complete_waits_for_its_end(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN) as talk:
        await talk.tell(words("user", "My name is Ada."), complete=False)
        await talk.tell(words("model", "Hello Ada."), complete=False)
        await talk.tell(words("user", "What is my name?"))
        turn = await talk.turn()
    assert "Ada" in turn.text
