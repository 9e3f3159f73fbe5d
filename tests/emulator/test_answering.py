"""A typed text is answered in speech, with its words beside it, as the service does."""

from __future__ import annotations

from array import array

from google.genai import types

from .clients import JPEG, Emulated, next_turn
from .doubles import Cast

SECOND_BYTES = 48_000


async def test_a_typed_text_is_answered_in_speech_with_its_words(tone: Emulated) -> None:
    async with tone.talk() as session:
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
    assert turn.said == "tone 1 tone 2"
    assert len(turn.speech) == SECOND_BYTES
    assert max(array("h", turn.speech)) == round(0.37 * 32767)


async def test_the_turn_ends_when_its_speech_has_been_played(tone: Emulated) -> None:
    async with tone.talk() as session:
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
    complete, generated = turn.at("turn_complete"), turn.at("generation_complete")
    assert generated < complete
    held = turn.times[complete] - turn.first_speech_at
    assert 0.9 < held < 3
    assert turn.times[complete] - turn.times[generated] > 0.3, "speech comes faster than real time"


async def test_the_first_piece_of_speech_is_short_and_the_others_at_most_a_tenth_of_a_second(
    tone: Emulated,
) -> None:
    async with tone.talk() as session:
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
    sizes = [len(message.data) for message in turn.messages if message.data]
    assert sizes[0] == SECOND_BYTES * 40 // 1000
    assert max(sizes) == SECOND_BYTES // 10


async def test_words_come_before_the_speech_in_which_they_start(tone: Emulated) -> None:
    async with tone.talk() as session:
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
    spoken = 0
    for message in turn.messages:
        spoken += len(message.data or b"")
        content = message.server_content
        if content and content.output_transcription and content.output_transcription.text == " tone":
            assert spoken <= SECOND_BYTES // 2


async def test_sentences_are_joined_as_they_are_written(emulator: Emulated, cast: Cast) -> None:
    cast.mind.sentences = ("One, two.", "Three?\n", "  Four.", "Five")
    async with emulator.talk() as session:
        await session.send_realtime_input(text="Count.")
        turn = await next_turn(session)
    assert turn.said == "One, two. Three?\n  Four. Five"


async def test_transcriptions_come_only_when_they_are_asked_for(emulator: Emulated) -> None:
    async with emulator.talk(response_modalities=["AUDIO"]) as session:
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
    assert turn.speech
    assert turn.said == ""


async def test_a_mind_with_nothing_to_say_still_ends_its_turn(emulator: Emulated, cast: Cast) -> None:
    cast.mind.sentences = ()
    async with emulator.talk() as session:
        await session.send_realtime_input(text="…")
        turn = await next_turn(session)
    assert turn.at("generation_complete") >= 0
    assert turn.speech == b""


async def test_a_connection_carries_turn_after_turn(emulator: Emulated, cast: Cast) -> None:
    async with emulator.talk() as session:
        for text in ("One.", "Two."):
            await session.send_realtime_input(text=text)
            await next_turn(session)
    assert [said for said, _, _ in cast.mind.asked] == ["One.", "Two."]


async def test_a_model_with_the_text_modality_answers_in_text(emulator: Emulated) -> None:
    async with emulator.talk("gemini-live-2.5-flash-preview", response_modalities=["TEXT"]) as session:
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
    assert "".join(message.text or "" for message in turn.messages) == "I heard you."
    assert turn.speech == b""


async def test_the_voice_and_the_instruction_asked_for_are_used(emulator: Emulated, cast: Cast) -> None:
    speech = {"voice_config": {"prebuilt_voice_config": {"voice_name": "Kore"}}, "language_code": "en-US"}
    async with emulator.talk(speech_config=speech, system_instruction="Be brief.") as session:
        await session.send_realtime_input(text="Hello.")
        await next_turn(session)
    assert cast.voice.voices == ["Kore"]
    assert cast.instructions == ["Be brief."]


async def test_the_newest_picture_goes_with_the_words(emulator: Emulated, cast: Cast) -> None:
    async with emulator.talk() as session:
        for data in (JPEG + b"old", JPEG + b"new"):
            await session.send_realtime_input(video={"data": data, "mime_type": "image/jpeg"})
        await session.send_realtime_input(text="What do you see?")
        await next_turn(session)
    assert cast.mind.asked == [("What do you see?", JPEG + b"new", False)]


async def test_client_content_is_history_and_question(emulator: Emulated, cast: Cast) -> None:
    picture = types.Part.from_bytes(data=JPEG, mime_type="image/jpeg")
    async with emulator.talk() as session:
        await session.send_client_content(
            turns=[
                types.Content(role="user", parts=[types.Part(text="I am Ada.")]),
                types.Content(role="model", parts=[types.Part(text="Hello Ada.")]),
                types.Content(role="user", parts=[types.Part(text="And this?"), picture]),
            ],
            turn_complete=True,
        )
        await next_turn(session)
    assert cast.mind.seeds == [("user", "I am Ada."), ("model", "Hello Ada.")]
    assert cast.mind.asked == [("And this?", JPEG, False)]


async def test_content_that_asks_for_no_answer_is_remembered_before_the_next_words(
    emulator: Emulated, cast: Cast
) -> None:
    async with emulator.talk() as session:
        await session.send_client_content(
            turns={"role": "user", "parts": [{"text": "I am Ada."}]}, turn_complete=False
        )
        await session.send_realtime_input(text="Who am I?")
        await next_turn(session)
    assert cast.mind.seeds == [("user", "I am Ada.")]
    assert [said for said, _, _ in cast.mind.asked] == ["Who am I?"]
