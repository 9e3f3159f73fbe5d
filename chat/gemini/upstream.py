"""One open BidiGenerateContent connection, read and written in two ways that a test compares.

DirectUpstream  past the SDK's per-message validation, through the connection hook (9 us a message, not 84)
SdkUpstream     the SDK's own AsyncSession
"""

from __future__ import annotations

import asyncio
import base64
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, NoReturn

from google.genai import types
from google.genai.live import AsyncSession

from chat.errors import Remedy, UpstreamError
from chat.gemini.connection import TappedConnection, opened
from chat.gemini.endpoint import Endpoint, open_client
from chat.gemini.failures import typed_failures
from chat.gemini.sdk_message import sdk_response, server_message_of
from chat.gemini.setup import LiveSetup
from chat.gemini.wire import (
    INPUT_MIME,
    PICTURE_MIME,
    BadMessage,
    FunctionResponse,
    Said,
    ServerMessage,
    parse_server_message,
)


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
    async def start_activity(self) -> None:
        """The person begins to speak, where the service does not detect it by itself."""

    @abstractmethod
    async def end_activity(self) -> None: ...

    @abstractmethod
    async def respond(self, response: FunctionResponse) -> None: ...

    @abstractmethod
    async def recall(self, said: Sequence[Said], *, answer: bool) -> None:
        """What was said before, put into the context; with `answer` the model takes its turn upon it."""

    @property
    def takes_at_once(self) -> bool:
        """`send_audio_at_once` can be used now: nothing else waits to go out."""
        return False

    def send_audio_at_once(self, pcm: bytes) -> None:
        """What `send_audio` does, without a wait."""
        raise NotImplementedError

    @abstractmethod
    async def receive(self) -> ServerMessage:
        """Raises BadMessage for a frame that is none of the service's messages."""

    async def receive_all(self, take: Callable[[ServerMessage], None]) -> NoReturn:
        """Gives `take` each message as it comes. Raises BadMessage, and what `take` raises."""
        while True:
            take(await self.receive())


class SessionUpstream(Upstream):
    """What is rare goes through the SDK's own AsyncSession."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def send_text(self, text: str) -> None:
        await self._session.send_realtime_input(text=text)

    async def end_audio(self) -> None:
        await self._session.send_realtime_input(audio_stream_end=True)

    async def start_activity(self) -> None:
        await self._session.send_realtime_input(activity_start=types.ActivityStart())

    async def end_activity(self) -> None:
        await self._session.send_realtime_input(activity_end=types.ActivityEnd())

    async def respond(self, response: FunctionResponse) -> None:
        await self._session.send_tool_response(function_responses=sdk_response(response))

    async def recall(self, said: Sequence[Said], *, answer: bool) -> None:
        turns: list[types.Content | types.ContentDict] = [
            types.Content(role=each.role, parts=[types.Part(text=each.text)]) for each in said
        ]
        await self._session.send_client_content(turns=turns, turn_complete=answer)


class DirectUpstream(SessionUpstream):
    _AUDIO = b'{"realtime_input":{"audio":{"mime_type":"%s","data":"%%b"}}}' % INPUT_MIME.encode()
    _PICTURE = b'{"realtime_input":{"video":{"mime_type":"%s","data":"%%b"}}}' % PICTURE_MIME.encode()

    def __init__(self, connection: TappedConnection, session: AsyncSession) -> None:
        super().__init__(session)
        self._connection = connection

    async def send_audio(self, pcm: bytes) -> None:
        await self._connection.send(self._AUDIO % base64.b64encode(pcm), text=True)

    @property
    def takes_at_once(self) -> bool:
        return self._connection.takes

    def send_audio_at_once(self, pcm: bytes) -> None:
        self._connection.send_at_once(self._AUDIO % base64.b64encode(pcm))

    async def send_picture(self, jpeg: bytes) -> None:
        await self._connection.send(self._PICTURE % base64.b64encode(jpeg), text=True)

    async def receive(self) -> ServerMessage:
        return parse_server_message(await self._connection.recv(decode=False))

    async def receive_all(self, take: Callable[[ServerMessage], None]) -> NoReturn:
        await self._connection.pass_on(lambda frame: take(parse_server_message(frame)))

    async def receive_frame(self) -> bytes | str:
        """In the place of `receive`, the message as it came: str in a text frame, bytes in a binary one."""
        frame: bytes | str = await self._connection.recv()
        return frame

    @property
    def setup_complete(self) -> dict[str, Any]:
        """The service's answer to the setup, as far as the SDK knows it; camelCase."""
        answer = self._session.setup_complete
        return answer.model_dump(mode="json", by_alias=True, exclude_none=True) if answer else {}


class SdkUpstream(SessionUpstream):
    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session)
        self._messages = session.receive()

    async def send_audio(self, pcm: bytes) -> None:
        await self._session.send_realtime_input(audio=types.Blob(data=pcm, mime_type=INPUT_MIME))

    async def send_picture(self, jpeg: bytes) -> None:
        await self._session.send_realtime_input(video=types.Blob(data=jpeg, mime_type=PICTURE_MIME))

    async def receive(self) -> ServerMessage:
        while True:
            try:
                return server_message_of(await anext(self._messages))
            except StopAsyncIteration:
                # The SDK's iterator ends with every turn.
                self._messages = self._session.receive()
            except (ValueError, TypeError) as problem:
                # Pydantic's ValidationError is a ValueError; a message of unknown keys alone is a TypeError.
                self._messages = self._session.receive()
                raise BadMessage(type(problem).__name__) from None


@asynccontextmanager
async def connect(
    endpoint: Endpoint, setup: LiveSetup, handle: str = "", *, setup_timeout_s: float, direct: bool = True
) -> AsyncIterator[Upstream]:
    """Opens the connection and awaits setupComplete; closes it however the block is left.

    `handle` resumes the session that it was given for.
    Raises UpstreamError. The SDK by itself awaits the setup's answer for ever.
    """
    opened.set(None)
    with typed_failures():
        async with asyncio.timeout(setup_timeout_s) as deadline:
            client = open_client(endpoint)
            async with client.aio.live.connect(model=setup.model, config=setup.config(handle)) as session:
                deadline.reschedule(None)
                if session.setup_complete is None:
                    raise UpstreamError(
                        "setup_refused",
                        "The model did not accept the setup. Try again later.",
                        retry=True,
                        remedy=Remedy.RECONNECT,
                    )
                connection = opened.get()
                if direct and connection is not None:
                    yield DirectUpstream(connection, session)
                else:
                    yield SdkUpstream(session)
