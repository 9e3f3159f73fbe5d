"""A session of either SDK: what can be said to it, and what it hands over."""

from __future__ import annotations

import asyncio
import base64
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.support.emulator import Emulator

AUDIO_MODEL = "gemini-3.8-live"
TEXT_MODEL = "gemini-2.0-flash-live-001"
TRANSCRIBED = {
    "responseModalities": ["AUDIO"],
    "inputAudioTranscription": {},
    "outputAudioTranscription": {},
}
WRITTEN = {"responseModalities": ["TEXT"]}
SAMPLE_RATE = 16_000
CHUNK_BYTES = 2 * SAMPLE_RATE * 40 // 1000
WITHIN_S = 12

Fields = dict[str, Any]


class Closed(Exception):
    """The service closed the session, as the SDK tells it."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Message:
    fields: Fields
    """All that the SDK has of it, camelCase."""
    text: str = ""
    """By the SDK's own accessor."""
    data: bytes = b""
    """By the SDK's own accessor: PCM16 mono 24 kHz."""

    @property
    def content(self) -> Fields:
        return self.fields.get("serverContent") or {}


@dataclass(frozen=True, slots=True)
class Turn:
    """All messages up to one that was waited for."""

    messages: list[Message] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(message.text for message in self.messages)

    @property
    def speech(self) -> bytes:
        return b"".join(message.data for message in self.messages)

    @property
    def heard(self) -> str:
        return "".join(self._transcribed("inputTranscription"))

    @property
    def said(self) -> str:
        return "".join(self._transcribed("outputTranscription"))

    @property
    def usage(self) -> Fields:
        (usage,) = (message.fields["usageMetadata"] for message in self.messages if _billed(message))
        assert isinstance(usage, dict)
        return usage

    def places(self, name: str) -> list[int]:
        """Where messages with this field of the server's content are."""
        return [place for place, message in enumerate(self.messages) if message.content.get(name)]

    def _transcribed(self, name: str) -> Iterator[str]:
        return (self.messages[place].content[name].get("text", "") for place in self.places(name))


def _billed(message: Message) -> bool:
    return bool(message.fields.get("usageMetadata"))


class Talk(ABC):
    """Arguments are JSON with the wire's names: camelCase, and bytes as base64."""

    setup: Fields
    """What the setup was answered with."""

    @abstractmethod
    async def call(self, method: str, arguments: Fields) -> None:
        """Calls the session's method; its name is the JavaScript SDK's."""

    @abstractmethod
    async def next(self) -> Message:
        """Raises Closed."""

    async def type(self, text: str) -> None:
        await self.call("sendRealtimeInput", {"text": text})

    async def speak(self, pcm: bytes) -> None:
        """In chunks of 40 ms, PCM16 mono 16 kHz."""
        for start in range(0, len(pcm), CHUNK_BYTES):
            chunk = blob(pcm[start : start + CHUNK_BYTES], f"audio/pcm;rate={SAMPLE_RATE}")
            await self.call("sendRealtimeInput", {"audio": chunk})

    async def show(self, jpeg: bytes) -> None:
        await self.call("sendRealtimeInput", {"video": blob(jpeg, "image/jpeg")})

    async def end_stream(self) -> None:
        await self.call("sendRealtimeInput", {"audioStreamEnd": True})

    async def start_activity(self) -> None:
        await self.call("sendRealtimeInput", {"activityStart": {}})

    async def end_activity(self) -> None:
        await self.call("sendRealtimeInput", {"activityEnd": {}})

    async def tell(self, *turns: Fields, complete: bool = True) -> None:
        await self.call("sendClientContent", {"turns": list(turns), "turnComplete": complete})

    async def respond(self, call: Fields, response: Fields, **settings: object) -> None:
        """Tells a function's result."""
        answer = {"id": call["id"], "name": call["name"], "response": response, **settings}
        await self.call("sendToolResponse", {"functionResponses": [answer]})

    async def turn(self) -> Turn:
        """The messages up to turnComplete."""
        return await self.until(lambda message: bool(message.content.get("turnComplete")))

    async def until(self, last: Callable[[Message], bool]) -> Turn:
        turn = Turn()
        async with asyncio.timeout(WITHIN_S):
            while not (turn.messages and last(turn.messages[-1])):
                turn.messages.append(await self.next())
        return turn

    async def until_speech(self) -> Turn:
        """The messages up to the first sound that is no silence."""
        return await self.until(lambda message: any(message.data))

    async def function_call(self) -> Fields:
        """The next one; there has to be one alone."""
        turn = await self.until(lambda message: "toolCall" in message.fields)
        (call,) = turn.messages[-1].fields["toolCall"]["functionCalls"]
        assert isinstance(call, dict)
        return call

    async def handle(self) -> str:
        """The next one by which the session can be resumed."""
        turn = await self.until(lambda message: bool(_update(message).get("resumable")))
        handle = _update(turn.messages[-1])["newHandle"]
        assert isinstance(handle, str)
        return handle

    async def closed(self) -> Closed:
        """Reads to the end."""
        try:
            async with asyncio.timeout(WITHIN_S):
                while True:
                    await self.next()
        except Closed as closed:
            return closed


def _update(message: Message) -> Fields:
    return message.fields.get("sessionResumptionUpdate") or {}


class Sdk(Protocol):
    """Opens sessions, of Vertex AI where asked. Raises Closed where the answer to the setup is a close."""

    def talk(
        self, emulator: Emulator, model: str, config: Fields, key: str = "a-key", *, vertex: bool = False
    ) -> AbstractAsyncContextManager[Talk]: ...


def blob(data: bytes, mime_type: str) -> Fields:
    return {"data": base64.b64encode(data).decode(), "mimeType": mime_type}


def words(role: str, text: str) -> Fields:
    """One side's turn."""
    return {"role": role, "parts": [{"text": text}]}
