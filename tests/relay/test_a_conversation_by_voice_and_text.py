"""The whole way over the real application: a socket, Daphne, the SDK, the emulator, the database."""

from __future__ import annotations

import asyncio
import io
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.support.chat_client import ChatClient, chat_client
from tests.support.connections import becomes_true, connections_to
from tests.support.emulator import Emulator
from tests.support.recordings import librivox, word_errors
from tests.support.service import Service

CHUNK_S = 0.04
CHUNK_BYTES = 1280


async def speak(client: ChatClient, pcm: bytes, silence_s: float = 1.0) -> None:
    """In real time, as a microphone would, with the silence that ends an utterance."""
    pcm += bytes(round(silence_s * 32_000))
    loop = asyncio.get_running_loop()
    due = loop.time()
    for start in range(0, len(pcm), CHUNK_BYTES):
        await client.hear(pcm[start : start + CHUNK_BYTES].ljust(CHUNK_BYTES, b"\0"))
        due += CHUNK_S
        await asyncio.sleep(due - loop.time())


def said(client: ChatClient, role: str, turn: int) -> str:
    captions = (event for event in client.events if event["type"] == "caption")
    return "".join(each["text"] for each in captions if (each["role"], each["turn"]) == (role, turn))


def jpeg(colour: str) -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(picture, "JPEG")
    return picture.getvalue()


async def test_a_spoken_sentence_is_heard_answered_and_stored(module_service: Service) -> None:
    recording = librivox()[1]
    async with chat_client(module_service) as client:
        ready = await client.hello()
        await asyncio.gather(speak(client, recording.pcm), client.expect("turn", complete=True, within_s=30))
        assert word_errors(recording.words, said(client, "user", 1)) <= 1
        assert len(client.speech[1]) > 24_000
        await client.send("played", turn=1, samples=len(client.speech[1]) // 2)
        await client.expect("stored", sequence=2)
        await client.send("goodbye")
        assert await client.closed() == (1000, "")
    rows = module_service.rows(
        "SELECT sequence, speaker, text, heard_chars, typed FROM chat_utterance u JOIN chat_conversation c"
        " ON c.id = u.conversation_id WHERE c.id = ? ORDER BY sequence",
        ready["conversation"],
    )
    assert [(row[0], row[1], row[4]) for row in rows] == [(1, "user", 0), (2, "model", 0)]
    assert rows[0][2] == said(client, "user", 1)
    assert rows[1][2] == said(client, "model", 1)
    assert rows[1][3] == len(rows[1][2])


async def test_typed_words_are_answered_by_voice(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        await client.hello()
        await client.send("text", id="1", text="What is 12 times 12?")
        await client.expect("turn", complete=True)
        assert "144" in said(client, "model", 1)
        assert client.speech_ended == {1}


async def test_text_asked_of_a_speaking_model_comes_without_speech(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        ready = await client.hello(modality="TEXT")
        assert ready["modality"] == "TEXT"
        await client.send("text", id="1", text="What is 12 times 12?")
        await client.expect("turn", complete=True)
        assert "144" in said(client, "model", 1)
        assert not any(client.speech.values())


@pytest.mark.parametrize("colour", ["red", "blue"])
async def test_a_picture_is_seen_before_words_typed_after_it(module_service: Service, colour: str) -> None:
    async with chat_client(module_service) as client:
        await client.hello()
        frame = await client.show(jpeg(colour))
        await client.send("text", id="1", text="What colour do you see?", after_frame=frame)
        await client.expect("turn", complete=True)
        assert colour in said(client, "model", 1).lower()


async def silence(client: ChatClient, turn: int, played: int) -> None:
    """Falls silent at the interruption, as the page does."""
    await client.expect("interrupted", turn=turn)
    await client.send("played", turn=turn, samples=played)


async def test_speaking_over_an_answer_interrupts_it_and_the_record_is_cut(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        ready = await client.hello()
        await client.send("text", id="1", text="Tell me a long story.")
        await client.expect("turn", complete=False)
        while len(client.speech[1]) < 24_000 * 2:
            await client.receive()
        await client.send("played", turn=1, samples=24_000)
        await asyncio.gather(speak(client, librivox()[1].pcm), silence(client, 1, played=30_000))
        await client.expect("stored", sequence=2)
        await client.send("goodbye")
        await client.closed()
    [(text, heard_chars, heard_samples, total, interrupted)] = module_service.rows(
        "SELECT text, heard_chars, heard_samples, total_samples, interrupted FROM chat_utterance"
        " WHERE conversation_id = ? AND sequence = 2",
        ready["conversation"],
    )
    assert interrupted
    assert heard_samples == 30_000 < total
    assert 0 < heard_chars < len(text)


async def test_silenced_by_hand_the_answer_ends_and_the_talk_goes_on(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        await client.hello()
        await client.send("text", id="1", text="Tell me a long story.")
        await client.expect("turn", complete=False)
        await client.send("interrupt")
        await client.expect("interrupted", turn=1)
        await client.send("text", id="2", text="What is 3 times 3?")
        await client.expect("turn", turn=2, complete=True)
        assert "9" in said(client, "model", 2)


async def test_a_talk_that_is_not_to_be_kept_leaves_no_word(module_service: Service) -> None:
    async with chat_client(module_service) as client:
        ready = await client.hello(keep=False)
        assert ready["kept"] is False
        await client.send("text", id="1", text="What is 2 plus 2?")
        await client.expect("turn", complete=True)
        await client.send("goodbye")
        assert await client.closed() == (1000, "")
    conversation = ready["conversation"]
    assert module_service.rows("SELECT * FROM chat_utterance WHERE conversation_id = ?", conversation) == []
    [(kept, outcome, turns)] = module_service.rows(
        "SELECT kept, outcome, turns FROM chat_conversation WHERE id = ?", conversation
    )
    assert (kept, outcome, turns) == (0, "goodbye", 1)


async def test_the_account_of_a_conversation_is_kept(module_service: Service, emulator: Emulator) -> None:
    port = urlsplit(emulator.url).port
    assert port is not None
    async with chat_client(module_service) as client:
        ready = await client.hello()
        for _ in range(25):
            await client.hear(bytes(CHUNK_BYTES))
        await client.show(jpeg("green"))
        await client.expect("ack", frame=1)
        await client.send("text", id="1", text="What is 2 plus 2?")
        usage = await client.expect("usage")
        await client.send("goodbye")
        await client.closed()
    [row] = module_service.rows(
        "SELECT model, modality, endpoint, outcome, turns, microphone_ms, pictures, total_tokens"
        " FROM chat_conversation WHERE id = ?",
        ready["conversation"],
    )
    assert row == ("gemini-3.8-live", "AUDIO", "emulator", "goodbye", 1, 1000, 1, usage["total_tokens"])
    assert usage["total_tokens"] >= usage["prompt_tokens"] > 0
    await becomes_true(lambda: connections_to(port) == 0, 5)
