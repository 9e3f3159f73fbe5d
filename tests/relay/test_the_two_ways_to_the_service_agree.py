"""The SDK can be upgraded: the connection hook takes out, event by event, what the SDK would have given."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve

from chat.emulator.certificate import new_identity
from chat.errors import UpstreamError
from chat.gemini.endpoint import Endpoint, EndpointKind
from chat.gemini.failures import typed_failures
from chat.gemini.setup import LiveSetup
from chat.gemini.upstream import DirectUpstream, SdkUpstream, Upstream, connect
from chat.gemini.wire import Resumption, ServerMessage, Tokens
from tests.wire.golden import SERVER_MESSAGES

SPEECH = bytes(range(256)) * 4


def audio(data: str) -> dict[str, object]:
    return {"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": data}}


SAID = [
    {"serverContent": {"inputTranscription": {"text": "hello"}}},
    {"serverContent": {}, "voiceActivity": {"type": "ACTIVITY_START", "audioOffset": "0.440s"}},
    {"serverContent": {"modelTurn": {"role": "model", "parts": [audio(base64.b64encode(SPEECH).decode())]}}},
    {
        "serverContent": {
            "modelTurn": {
                "parts": [
                    {"text": "thinking", "thought": True},
                    audio(base64.urlsafe_b64encode(SPEECH).decode()),
                    {"text": "said"},
                    audio("AAAA"),
                ]
            },
            "outputTranscription": {"text": " wörld"},
        }
    },
    {},
    {"serverContent": {"interrupted": True}},
    {"serverContent": {"generationComplete": True}},
    {
        "serverContent": {"turnComplete": True, "turnCompleteReason": "NEED_MORE_INPUT"},
        "usageMetadata": {
            "promptTokenCount": 120,
            "responseTokenCount": 50,
            "totalTokenCount": 170,
            "promptTokensDetails": [{"modality": "AUDIO", "tokenCount": 95}],
        },
    },
    {"sessionResumptionUpdate": {"newHandle": "h1", "resumable": True}},
    {"goAway": {"timeLeft": "50s"}},
    {"serverContent": {"modelTurn": {"parts": [audio("AAAA")]}, "groundingMetadata": {}}},
    *(message for name, message in SERVER_MESSAGES.items() if name != "setup complete"),
    {"serverContent": {"turnComplete": True}},
]


class Service:
    """Says what it is told to, keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[dict[str, object]] = []
        self.endpoint: Endpoint

    async def talk(self, socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(b'{"setupComplete": {}}')
        for message in SAID:
            await socket.send(json.dumps(message).encode())
        async for message in socket:
            self.heard.append(json.loads(message))
            if len(self.heard) == 4:
                await socket.close(1011, "You exceeded your current quota, please check")


@asynccontextmanager
async def scripted() -> AsyncIterator[Service]:
    service = Service()
    identity = new_identity("127.0.0.1")
    async with serve(service.talk, "127.0.0.1", 0, ssl=identity.context) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        service.endpoint = Endpoint(
            EndpointKind.EMULATOR,
            "key",
            base_url=f"https://127.0.0.1:{port}",
            certificate=identity.certificate,
        )
        yield service


async def told(upstream: Upstream) -> list[ServerMessage]:
    return [await upstream.receive() for _ in SAID]


async def test_both_tell_the_same_messages_in_the_same_order() -> None:
    setup = LiveSetup(model="gemini-3.8-live")
    async with scripted() as service:
        async with connect(service.endpoint, setup, setup_timeout_s=5, direct=True) as direct:
            assert isinstance(direct, DirectUpstream)
            directly = await told(direct)
        async with connect(service.endpoint, setup, setup_timeout_s=5, direct=False) as by_sdk:
            assert isinstance(by_sdk, SdkUpstream)
            assert await told(by_sdk) == directly
    assert directly[2] == ServerMessage(speech=SPEECH)
    assert directly[3].speech == SPEECH + b"\0\0\0"
    assert (directly[3].text, directly[3].output_transcription) == ("said", " wörld")
    assert directly[7].tokens == Tokens(120, 50, 170, prompt=(("AUDIO", 95),))
    assert directly[8].resumption == Resumption("h1", True)
    assert directly[9].go_away_s == 50


@pytest.mark.parametrize("direct", [True, False])
async def test_both_say_the_same_to_the_service(direct: bool) -> None:
    async with scripted() as service:
        with pytest.raises(UpstreamError) as failure:
            async with connect(
                service.endpoint, LiveSetup(model="m"), setup_timeout_s=5, direct=direct
            ) as upstream:
                await told(upstream)
                await upstream.send_audio(b"\x01\x02")
                await upstream.send_picture(b"\xff\xd8")
                await upstream.send_text("two plus two")
                await upstream.end_audio()
                with typed_failures():
                    async with asyncio.timeout(5):
                        await upstream.receive()
        assert failure.value.code == "quota"
        [sound, sight, words, end] = service.heard
    assert sound["realtime_input"] == {"audio": {"data": "AQI=", "mime_type": "audio/pcm;rate=16000"}}
    assert sight["realtime_input"]["video"]["mime_type"] == "image/jpeg"  # type: ignore[index]
    assert base64.urlsafe_b64decode(sight["realtime_input"]["video"]["data"].replace("/", "_")) == b"\xff\xd8"  # type: ignore[index]
    assert words["realtime_input"] == {"text": "two plus two"}
    assert end["realtime_input"] == {"audioStreamEnd": True}
