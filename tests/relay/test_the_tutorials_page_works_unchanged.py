"""The wire of the tutorial, on path `/`: a plain `websockets` script, as its readers would write one."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from typing import Any

import pytest
import websockets
from PIL import Image
from websockets.asyncio.client import ClientConnection

from tests.support.recordings import librivox
from tests.support.service import Service

CHUNK_BYTES = 3 * 32_000
"""Its page sends every three seconds."""


def setup(modality: str) -> str:
    return json.dumps({"setup": {"generation_config": {"response_modalities": [modality]}}})


def media(*chunks: tuple[str, bytes]) -> str:
    encoded = [{"mime_type": kind, "data": base64.b64encode(data).decode()} for kind, data in chunks]
    return json.dumps({"realtime_input": {"media_chunks": encoded}})


def jpeg() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
    return picture.getvalue()


async def next_reply(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(20):
        reply: dict[str, Any] = json.loads(await socket.recv())
        return reply


async def say(socket: ClientConnection, pcm: bytes) -> None:
    pcm += bytes(-len(pcm) % CHUNK_BYTES + CHUNK_BYTES)
    for start in range(0, len(pcm), CHUNK_BYTES):
        await socket.send(media(("audio/pcm", pcm[start : start + CHUNK_BYTES]), ("image/jpeg", jpeg())))


async def test_text_asked_comes_as_sentences_of_the_transcription(module_service: Service) -> None:
    async with websockets.connect(module_service.socket_url("/")) as socket:
        await socket.send(setup("TEXT"))
        await say(socket, librivox()[1].pcm)
        reply = await next_reply(socket)
        assert list(reply) == ["text"]
        assert reply["text"].rstrip()[-1] in ".!?"


async def test_speech_asked_comes_as_audio(module_service: Service) -> None:
    async with websockets.connect(module_service.socket_url("/")) as socket:
        await socket.send(setup("AUDIO"))
        await say(socket, librivox()[1].pcm)
        spoken = b""
        while len(spoken) < 24_000:
            reply = await next_reply(socket)
            assert list(reply) == ["audio"]
            spoken += base64.b64decode(reply["audio"])
        assert any(spoken)


async def test_a_picture_chunk_without_data_is_passed_over_and_words_are_answered(
    module_service: Service,
) -> None:
    async with websockets.connect(module_service.socket_url("/")) as socket:
        await socket.send(setup("TEXT"))
        await socket.send(json.dumps({"realtime_input": {"media_chunks": [{"mime_type": "image/jpeg"}]}}))
        await socket.send(media(("video/mp4", b"abc")))
        await socket.send(json.dumps({"text": "What is 6 times 7?"}))
        assert "42" in (await next_reply(socket))["text"]


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        (["nonsense"], "JSON"),
        ([setup("TEXT"), '{"realtime_input":{"media_chunks":5}}'], "list"),
        (['{"setup":{}}'], "response_modalities"),
        ([setup("VIDEO")], "response_modalities"),
        ([setup("TEXT"), media(("audio/pcm", b"abc"))], "even number"),
        (
            [setup("TEXT"), '{"realtime_input":{"media_chunks":[{"mime_type":"audio/pcm","data":"!"}]}}'],
            "base64",
        ),
    ],
)
async def test_what_it_cannot_take_is_told_as_text(
    module_service: Service, frames: list[str], words: str
) -> None:
    async with websockets.connect(module_service.socket_url("/")) as socket:
        for frame in frames:
            await socket.send(frame)
        assert words in (await next_reply(socket))["text"]
        await socket.wait_closed()
        assert socket.close_code == 4400


async def test_its_conversation_is_recorded(module_service: Service) -> None:
    async with websockets.connect(module_service.socket_url("/")) as socket:
        await socket.send(setup("TEXT"))
        await socket.send(json.dumps({"text": "What is 8 times 8?"}))
        assert "64" in (await next_reply(socket))["text"]
    [(text,)] = module_service.rows(
        "SELECT text FROM chat_utterance WHERE text LIKE '%8 times 8%' AND speaker = 'user'"
    )
    assert text == "What is 8 times 8?"


async def test_a_foreign_page_is_refused(module_service: Service) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with websockets.connect(
            module_service.socket_url("/"), origin=websockets.Origin("https://elsewhere.example")
        ):
            pass
    assert refused.value.response.status_code == 403
