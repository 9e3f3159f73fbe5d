"""One open BidiGenerateContent connection, read and written in two ways that a test compares.

DirectUpstream  past the SDK's per-message validation, through the connection hook (9 us a message, not 84)
SdkUpstream     the SDK's own AsyncSession
"""

from __future__ import annotations

import asyncio
import base64
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from google.genai import types
from google.genai.live import AsyncSession

from chat.errors import UpstreamError
from chat.gemini.connection import TappedConnection, opened
from chat.gemini.endpoint import Endpoint, open_client
from chat.gemini.failures import typed_failures
from chat.gemini.sdk_message import server_message_of
from chat.gemini.setup import LiveSetup
from chat.gemini.wire import INPUT_MIME, PICTURE_MIME, ServerMessage, parse_server_message


class Upstream(ABC):
    """When the connection is gone, a method raises what `typed_failures` turns into UpstreamError."""

    @abstractmethod
    async def send_audio(self, pcm: bytes) -> None:
        """PCM16 mono 16 kHz."""

    @abstractmethod
    async def send_picture(self, jpeg: bytes) -> None: ...

    @abstractmethod
    async def send_text(self, text: str) -> None: ...

    @abstractmethod
    async def end_audio(self) -> None:
        """No more audio for now: the service answers what it has heard without awaiting silence."""

    @abstractmethod
    async def receive(self) -> ServerMessage: ...


class DirectUpstream(Upstream):
    _AUDIO = b'{"realtime_input":{"audio":{"mime_type":"%s","data":"%%b"}}}' % INPUT_MIME.encode()
    _PICTURE = b'{"realtime_input":{"video":{"mime_type":"%s","data":"%%b"}}}' % PICTURE_MIME.encode()

    def __init__(self, connection: TappedConnection, session: AsyncSession) -> None:
        self._connection = connection
        self._session = session

    async def send_audio(self, pcm: bytes) -> None:
        await self._connection.send(self._AUDIO % base64.b64encode(pcm), text=True)

    async def send_picture(self, jpeg: bytes) -> None:
        await self._connection.send(self._PICTURE % base64.b64encode(jpeg), text=True)

    async def send_text(self, text: str) -> None:
        await self._session.send_realtime_input(text=text)

    async def end_audio(self) -> None:
        await self._session.send_realtime_input(audio_stream_end=True)

    async def receive(self) -> ServerMessage:
        return parse_server_message(await self._connection.recv(decode=False))


class SdkUpstream(Upstream):
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._messages = session.receive()

    async def send_audio(self, pcm: bytes) -> None:
        await self._session.send_realtime_input(audio=types.Blob(data=pcm, mime_type=INPUT_MIME))

    async def send_picture(self, jpeg: bytes) -> None:
        await self._session.send_realtime_input(video=types.Blob(data=jpeg, mime_type=PICTURE_MIME))

    async def send_text(self, text: str) -> None:
        await self._session.send_realtime_input(text=text)

    async def end_audio(self) -> None:
        await self._session.send_realtime_input(audio_stream_end=True)

    async def receive(self) -> ServerMessage:
        while True:
            try:
                return server_message_of(await anext(self._messages))
            except StopAsyncIteration:
                # The SDK's iterator ends with every turn.
                self._messages = self._session.receive()


@asynccontextmanager
async def connect(
    endpoint: Endpoint, setup: LiveSetup, *, setup_timeout_s: float, direct: bool = True
) -> AsyncIterator[Upstream]:
    """Opens the connection and awaits setupComplete; closes it however the block is left.

    Raises UpstreamError. The SDK by itself awaits the setup's answer for ever.
    """
    opened.set(None)
    with typed_failures():
        async with asyncio.timeout(setup_timeout_s) as deadline:
            client = open_client(endpoint)
            async with client.aio.live.connect(model=setup.model, config=setup.config()) as session:
                deadline.reschedule(None)
                if session.setup_complete is None:
                    raise UpstreamError(
                        "setup_refused", "The model did not accept the setup. Try again later.", retry=True
                    )
                connection = opened.get()
                if direct and connection is not None:
                    yield DirectUpstream(connection, session)
                else:
                    yield SdkUpstream(session)
