"""Clients of an emulator under test: Google's SDK as it is, and a bare socket for what it never sends."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from google import genai
from google.genai import types
from google.genai.live import AsyncSession
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

MODEL = "gemini-3.8-live"
PATH = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
DEADLINE_S = 20
JPEG = b"\xff\xd8\xff"
"""As far as a server looks that only passes it on."""


@dataclass(frozen=True)
class Turn:
    """What one turn brought, up to its turnComplete."""

    messages: list[types.LiveServerMessage]
    times: list[float]

    @property
    def speech(self) -> bytes:
        return b"".join(message.data or b"" for message in self.messages)

    @property
    def first_speech_at(self) -> float:
        return next(at for message, at in zip(self.messages, self.times, strict=True) if message.data)

    @property
    def said(self) -> str:
        """The output transcription's fragments joined."""
        texts = (content.output_transcription for content in self.contents if content.output_transcription)
        return "".join(each.text or "" for each in texts)

    @property
    def heard(self) -> str:
        texts = (content.input_transcription for content in self.contents if content.input_transcription)
        return "".join(each.text or "" for each in texts)

    @property
    def contents(self) -> list[types.LiveServerContent]:
        return [message.server_content for message in self.messages if message.server_content]

    @property
    def usage(self) -> types.UsageMetadata:
        return next(message.usage_metadata for message in self.messages if message.usage_metadata)

    def at(self, field: str) -> int:
        """The place of the first message whose server content has this field; -1 for none."""
        for index, message in enumerate(self.messages):
            if message.server_content and getattr(message.server_content, field):
                return index
        return -1


async def next_turn(session: AsyncSession, *, until_speech: bool = False) -> Turn:
    """The rest of the turn, or what of it there is up to the first speech that is no silence."""
    messages: list[types.LiveServerMessage] = []
    times: list[float] = []
    async with asyncio.timeout(DEADLINE_S):
        async for message in session.receive():
            messages.append(message)
            times.append(asyncio.get_running_loop().time())
            if until_speech and any(message.data or b""):
                break
    return Turn(messages, times)


@dataclass(frozen=True)
class Emulated:
    """An emulator that is running."""

    port: int
    certificate: str

    @asynccontextmanager
    async def talk(
        self, model: str = MODEL, key: str = "a-key", **config: Any
    ) -> AsyncIterator[AsyncSession]:
        """A session of the SDK's, with the transcriptions on if nothing else is asked."""
        config = config or {
            "response_modalities": ["AUDIO"],
            "input_audio_transcription": {},
            "output_audio_transcription": {},
        }
        options = types.HttpOptions(
            base_url=f"https://127.0.0.1:{self.port}",
            api_version="v1beta",
            async_client_args={"ssl": self.trust(), "compression": None, "proxy": None},
        )
        client = genai.Client(api_key=key, vertexai=False, http_options=options)
        async with client.aio.live.connect(model=model, config=types.LiveConnectConfig(**config)) as session:
            yield session

    def socket(self, path: str = f"{PATH}?key=a-key", **options: Any) -> connect:
        address = f"wss://127.0.0.1:{self.port}{path}"
        return connect(address, ssl=self.trust(), proxy=None, compression=None, **options)

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.certificate)

    async def close_after(self, *messages: object, path: str = f"{PATH}?key=a-key") -> tuple[int, str]:
        """The code and reason with which the emulator answers these messages; a str is sent as it stands."""
        async with self.socket(path) as socket, asyncio.timeout(DEADLINE_S):
            for message in messages:
                await socket.send(message if isinstance(message, str) else json.dumps(message))
            return await closing(socket)


async def closing(socket: ClientConnection) -> tuple[int, str]:
    """Reads to the end."""
    try:
        while True:
            await socket.recv()
    except ConnectionClosed as closed:
        assert closed.rcvd is not None, "the connection broke"
        return closed.rcvd.code, closed.rcvd.reason


async def receive_json(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(DEADLINE_S):
        frame = await socket.recv()
    assert isinstance(frame, bytes), "the service sends binary frames"
    message = json.loads(frame)
    assert isinstance(message, dict)
    return message
