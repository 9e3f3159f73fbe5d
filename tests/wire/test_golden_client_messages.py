"""What the SDK sends is what the reference says, and the emulator understands it."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from google import genai
from google.genai import types
from google.genai.live import AsyncSession
from websockets.asyncio.server import ServerConnection, serve

from chat.emulator.catalogue import Api
from chat.emulator.certificate import new_identity
from chat.emulator.client_messages import (
    ClientMessage,
    Content,
    ContentTurn,
    ContextUpdate,
    MarkedEnd,
    MarkedStart,
    Picture,
    Sound,
    SoundStreamEnd,
    ToolResponse,
    TypedText,
    parse_client_message,
    read_frame,
    setup_of,
)
from chat.emulator.functions import FunctionResponse, Scheduling
from chat.emulator.setup import parse_setup

from .golden import CLIENT_MESSAGES

DEADLINE_S = 10
PCM = b"\xff\xfe\xfb\xff"
JPEG = b"\xff\xd8\xff"
MEANINGS: dict[str, ClientMessage] = {
    "content": Content((ContentTurn("user", "hi", ()),), complete=True),
    "content with a picture": Content((ContentTurn("user", "", (JPEG,)),), complete=True),
    "empty content": Content((), complete=True),
    "audio": Sound(PCM, 16_000),
    "video": Picture(JPEG),
    "media": Sound(PCM, 16_000),
    "text": TypedText("hello"),
    "audio stream end": SoundStreamEnd(),
    "activity start": MarkedStart(),
    "activity end": MarkedEnd(),
    "context update": ContextUpdate("be brief", None),
    "tool response that streams": ToolResponse(
        (FunctionResponse("1", {"is_on": True}, Scheduling.INTERRUPT, will_continue=True),)
    ),
    "tool response": ToolResponse((FunctionResponse("1", {"is_on": True}),)),
}
_SOUND = types.Blob(data=PCM, mime_type="audio/pcm;rate=16000")
SENDING: dict[str, Callable[[AsyncSession], Awaitable[None]]] = {
    "content": lambda session: session.send_client_content(
        turns=types.Content(role="user", parts=[types.Part(text="hi")])
    ),
    "content with a picture": lambda session: session.send_client_content(
        turns=types.Content(role="user", parts=[types.Part.from_bytes(data=JPEG, mime_type="image/jpeg")])
    ),
    "empty content": lambda session: session.send_client_content(),
    "audio": lambda session: session.send_realtime_input(audio=_SOUND),
    "video": lambda session: session.send_realtime_input(video=types.Blob(data=JPEG, mime_type="image/jpeg")),
    "media": lambda session: session.send_realtime_input(media=_SOUND),
    "text": lambda session: session.send_realtime_input(text="hello"),
    "audio stream end": lambda session: session.send_realtime_input(audio_stream_end=True),
    "activity start": lambda session: session.send_realtime_input(activity_start=types.ActivityStart()),
    "activity end": lambda session: session.send_realtime_input(activity_end=types.ActivityEnd()),
    "context update": lambda session: session.send_context_update(
        system_instruction=types.Content(role="user", parts=[types.Part(text="be brief")])
    ),
    "tool response that streams": lambda session: session.send_tool_response(
        function_responses=types.FunctionResponse(
            id="1",
            name="lights",
            response={"is_on": True},
            scheduling=types.FunctionResponseScheduling.INTERRUPT,
            will_continue=True,
        )
    ),
    "tool response": lambda session: session.send_tool_response(
        function_responses=types.FunctionResponse(id="1", name="lights", response={"is_on": True})
    ),
}
CONFIG: dict[str, Any] = {
    "response_modalities": ["AUDIO"],
    "temperature": 0.7,
    "top_p": 0.9,
    "top_k": 40.0,
    "max_output_tokens": 100,
    "media_resolution": "MEDIA_RESOLUTION_LOW",
    "seed": 3,
    "speech_config": {
        "voice_config": {"prebuilt_voice_config": {"voice_name": "Kore"}},
        "language_code": "en-US",
    },
    "thinking_config": {"include_thoughts": True},
    "system_instruction": "be brief",
    "tools": [
        {"google_search": {}},
        {
            "function_declarations": [
                {
                    "description": "d",
                    "name": "lights",
                    "parameters": {"properties": {"on": {"type": "BOOLEAN"}}, "type": "OBJECT"},
                    "behavior": "NON_BLOCKING",
                }
            ]
        },
    ],
    "session_resumption": {},
    "input_audio_transcription": {},
    "output_audio_transcription": {"language_codes": ["en-US"]},
    "realtime_input_config": {
        "automatic_activity_detection": {
            "disabled": False,
            "start_of_speech_sensitivity": "START_SENSITIVITY_HIGH",
            "end_of_speech_sensitivity": "END_SENSITIVITY_LOW",
            "prefix_padding_ms": 20,
            "silence_duration_ms": 100,
        },
        "activity_handling": "NO_INTERRUPTION",
        "turn_coverage": "TURN_INCLUDES_ALL_INPUT",
    },
    "context_window_compression": {"trigger_tokens": 25600, "sliding_window": {"target_tokens": 12800}},
    "proactivity": {"proactive_audio": True},
    "history_config": {"initial_history_in_client_content": True},
    "safety_settings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
    "labels": {"a": "b"},
}


def test_every_message_is_covered() -> None:
    assert CLIENT_MESSAGES.keys() - {"setup", "bare setup"} == MEANINGS.keys() == SENDING.keys()


@pytest.mark.parametrize("name", MEANINGS)
def test_the_emulator_understands_each_message(name: str) -> None:
    frame = read_frame(json.dumps(CLIENT_MESSAGES[name]))
    assert list(parse_client_message(frame)) == [MEANINGS[name]]


def test_the_emulator_understands_the_setup() -> None:
    setup = parse_setup(setup_of(read_frame(json.dumps(CLIENT_MESSAGES["setup"]))), Api("v1beta"))
    assert (setup.modality, setup.voice, setup.system_instruction) == ("AUDIO", "Kore", "be brief")
    assert setup.detection is not None
    assert setup.detection.silence_ms == 100
    assert not setup.interruptible
    assert setup.input_transcription
    assert setup.output_transcription
    assert setup.resumption
    assert setup.compression.target == 12_800


@pytest.mark.parametrize("name", SENDING)
async def test_the_sdk_sends_each_message(name: str) -> None:
    async with _recorded() as (session, frames):
        await frames.get()
        await SENDING[name](session)
        assert await asyncio.wait_for(frames.get(), DEADLINE_S) == CLIENT_MESSAGES[name]


@pytest.mark.parametrize(("name", "config"), [("setup", CONFIG), ("bare setup", {})])
async def test_the_sdk_sends_the_setup(name: str, config: dict[str, Any]) -> None:
    async with _recorded(**config) as (_, frames):
        assert await frames.get() == CLIENT_MESSAGES[name]


@asynccontextmanager
async def _recorded(**config: Any) -> AsyncIterator[tuple[AsyncSession, asyncio.Queue[object]]]:
    """A session of the SDK's, and what it sends."""
    frames: asyncio.Queue[object] = asyncio.Queue()

    async def record(connection: ServerConnection) -> None:
        async for frame in connection:
            frames.put_nowait(json.loads(frame))
            await connection.send(b'{"setupComplete": {}}')

    identity = new_identity("127.0.0.1")
    async with serve(record, "127.0.0.1", 0, ssl=identity.context) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        client = genai.Client(api_key="k", vertexai=False, http_options=_options(port, identity.certificate))
        async with client.aio.live.connect(
            model="gemini-3.8-live", config=types.LiveConnectConfig(**config)
        ) as session:
            yield session, frames


def _options(port: int, certificate: str) -> types.HttpOptions:
    return types.HttpOptions(
        base_url=f"https://127.0.0.1:{port}",
        api_version="v1beta",
        async_client_args={"ssl": ssl.create_default_context(cadata=certificate), "proxy": None},
    )
