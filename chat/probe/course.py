"""One run of the checklist at one service: its connections, and every message that came."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from chat.errors import UpstreamError
from chat.gemini.endpoint import Endpoint
from chat.gemini.failures import detail_of, typed_failures
from chat.gemini.setup import LiveSetup
from chat.gemini.upstream import DirectUpstream, connect
from chat.gemini.wire import parse_server_message
from chat.probe.asked import Asked
from chat.probe.facts import Facts, Seen
from chat.probe.golden import Samples
from chat.probe.words import INSTRUCTION
from chat.protocol.limits import BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE

CHUNK_S = 0.04
CHUNK_BYTES = int(INPUT_SAMPLE_RATE * CHUNK_S) * BYTES_PER_SAMPLE
SILENCE = bytes(CHUNK_BYTES)
ANSWERED_WITHIN_S = 20.0

Condition = Callable[[Sequence[Seen]], bool]


class PointFailed(Exception):
    """The service did something else than livechat builds on; the sentence says what."""


class NotTried(Exception):
    """There is nothing to try this point with; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    endpoint: Endpoint
    setup: LiveSetup
    """What the settings ask for."""
    assistants: Sequence[Asked]
    setup_timeout_s: float


@dataclass(frozen=True, slots=True)
class Speech:
    pcm: bytes
    """PCM16 mono 16 kHz."""
    words: str


@dataclass(slots=True)
class Course:
    service: Service
    samples: Samples = field(default_factory=Samples)
    seen: list[Seen] = field(default_factory=list)
    """At the point that is on."""
    facts: Facts = field(default_factory=dict)
    """Of that point, beside those of all its messages."""
    set_up: bool | None = None
    """Whether the service took what the settings ask for; None before it was asked."""
    spoken: Speech | None = None
    """What the model said, to be said back to it."""

    def begin_point(self) -> None:
        self.seen, self.facts = [], {}

    def short_setup(self) -> LiveSetup:
        """As the settings have it, without functions and with answers that take no time."""
        return replace(self.service.setup, system_instruction=INSTRUCTION, functions=(), silence_ms=500)

    def speech(self) -> Speech:
        """Raises NotTried."""
        if self.spoken is None:
            raise NotTried("there is no speech to say back: the typed sentence brought none")
        return self.spoken

    @asynccontextmanager
    async def open(self, setup: LiveSetup, handle: str = "") -> AsyncIterator[Talk]:
        """Raises UpstreamError, and NotTried where the service refuses every setup."""
        if self.set_up is False:
            raise NotTried("the setup that the settings ask for was not accepted")
        async with self.open_at(self.service.endpoint, setup, handle) as talk:
            yield talk

    @asynccontextmanager
    async def open_at(self, endpoint: Endpoint, setup: LiveSetup, handle: str = "") -> AsyncIterator[Talk]:
        """Whether or not the settings' setup is accepted."""
        async with connect(endpoint, setup, handle, setup_timeout_s=self.service.setup_timeout_s) as upstream:
            if not isinstance(upstream, DirectUpstream):
                raise PointFailed("The SDK opened the connection without livechat's hook.")
            self.samples.add("setup complete", {"setupComplete": upstream.setup_complete})
            yield Talk(upstream, self)

    def words_of(self, error: UpstreamError) -> str:
        """The error's, and in brackets what the service said. No key stands in it."""
        detail = self.close_of(error)
        return f"{error.message} ({detail})" if detail else error.message

    def close_of(self, error: UpstreamError) -> str:
        """Its code and the start of its reason; "" where there was no close."""
        detail = detail_of(error.__cause__) if error.__cause__ is not None else ""
        key = self.service.endpoint.api_key
        return detail.replace(key, "[key]") if key else detail


class Talk:
    """One open connection."""

    def __init__(self, upstream: DirectUpstream, course: Course) -> None:
        self.upstream = upstream
        self._course = course

    async def until(
        self, reached: Condition, awaited: str, within_s: float = ANSWERED_WITHIN_S
    ) -> Sequence[Seen]:
        """The messages from here to the one with which `reached` holds of them.

        Raises PointFailed where `awaited` does not come in time, UpstreamError.
        """
        seen: list[Seen] = []
        try:
            async with asyncio.timeout(within_s):
                while not reached(seen):
                    seen.append(await self._next())
        except TimeoutError:
            raise PointFailed(f"There came no {awaited} within {within_s:g} s.") from None
        return seen

    async def until_complete(self) -> Sequence[Seen]:
        return await self.until(lambda seen: any(each.message.turn_complete for each in seen), "turnComplete")

    async def say(self, pcm: bytes) -> None:
        """As a microphone does, in the time it takes to say. PCM16 mono 16 kHz."""
        due = time.monotonic()
        for start in range(0, len(pcm), CHUNK_BYTES):
            await self.upstream.send_audio(pcm[start : start + CHUNK_BYTES])
            due += CHUNK_S
            await asyncio.sleep(due - time.monotonic())

    @asynccontextmanager
    async def microphone(self, pcm: bytes) -> AsyncIterator[None]:
        """Says it while the block runs, and is silent from then on: the service wants silence as sound."""
        speaking = asyncio.create_task(self._speak_on(pcm))
        try:
            yield
        finally:
            speaking.cancel()
            # Where the connection is gone, the reader tells it.
            await asyncio.gather(speaking, return_exceptions=True)

    async def _speak_on(self, pcm: bytes) -> None:
        await self.say(pcm)
        while True:
            await self.say(SILENCE)

    async def _next(self) -> Seen:
        with typed_failures():
            frame = await self.upstream.receive_frame()
            message = parse_server_message(frame)
        seen = Seen(message, json.loads(frame), isinstance(frame, bytes), time.monotonic())
        self._course.seen.append(seen)
        self._course.samples.add_seen(seen)
        return seen
