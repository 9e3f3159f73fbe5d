"""A model's side that says what a test tells it to and records what it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from chat.gemini.upstream import Upstream
from chat.gemini.wire import FunctionResponse, Said, ServerMessage


@dataclass
class ScriptedUpstream(Upstream):
    """One connection. It says its messages in order, raises an exception among them, then is silent."""

    says: Iterable[ServerMessage | Exception] = ()
    audio: list[bytes] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    """Everything that was sent, by its kind, in order."""
    responses: list[FunctionResponse] = field(default_factory=list)
    recalled: list[tuple[tuple[Said, ...], bool]] = field(default_factory=list)
    accepted: asyncio.Event | None = None
    """Its setup is answered once this is set; at once where there is none."""

    def __post_init__(self) -> None:
        self._queue: asyncio.Queue[ServerMessage | Exception] = asyncio.Queue()
        self._sent = asyncio.Event()
        for message in self.says:
            self.say(message)

    def say(self, message: ServerMessage | Exception) -> None:
        self._queue.put_nowait(message)

    async def was_sent(self, mark: str, within_s: float = 5) -> None:
        """Until something of this kind has been sent."""
        async with asyncio.timeout(within_s):
            while mark not in self.marks:
                self._sent.clear()
                await self._sent.wait()

    async def receive(self) -> ServerMessage:
        message = await self._queue.get()
        if isinstance(message, Exception):
            raise message
        return message

    async def send_audio(self, pcm: bytes) -> None:
        self.audio.append(pcm)
        self._mark("audio")

    async def send_picture(self, jpeg: bytes) -> None:
        self._mark("picture")

    async def send_text(self, text: str) -> None:
        self.texts.append(text)
        self._mark("text")

    async def end_audio(self) -> None:
        self._mark("audio end")

    async def start_activity(self) -> None:
        self._mark("activity start")

    async def end_activity(self) -> None:
        self._mark("activity end")

    async def respond(self, response: FunctionResponse) -> None:
        self.responses.append(response)
        self._mark("response")

    async def recall(self, said: Sequence[Said], *, answer: bool) -> None:
        self.recalled.append((tuple(said), answer))
        self._mark("recall")

    def _mark(self, mark: str) -> None:
        self.marks.append(mark)
        self._sent.set()


class ScriptedModel:
    """Its connections in order, one open at a time; `handles` tells what each was opened by."""

    def __init__(self, *connections: ScriptedUpstream | Exception) -> None:
        self.handles: list[str] = []
        self._connections = list(connections)
        self._open = False
        self._opened = asyncio.Event()

    @asynccontextmanager
    async def connect(self, handle: str) -> AsyncIterator[Upstream]:
        assert not self._open, "the old connection is still open"
        assert self._connections, "one connection more than the test expects"
        connection = self._connections.pop(0)
        self.handles.append(handle)
        self._opened.set()
        if isinstance(connection, Exception):
            raise connection
        if connection.accepted is not None:
            await connection.accepted.wait()
        self._open = True
        try:
            yield connection
        finally:
            self._open = False

    async def connected(self, times: int, within_s: float = 10) -> None:
        """Until so many connections have been asked for."""
        async with asyncio.timeout(within_s):
            while len(self.handles) < times:
                self._opened.clear()
                await self._opened.wait()
