"""A small client of livechat.v1, for tests of the real service."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection

from chat.protocol.frames import FIRST, HEADER, LAST, FrameType, PictureSource
from chat.protocol.limits import PING_INTERVAL_MS, SUBPROTOCOL
from tests.support.service import Service

WITHIN_S = 20
ACKNOWLEDGE_EVERY = 50


class ChatClient:
    """`events` holds every control message that came; `speech` the PCM of each turn, 24 kHz."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.events: list[dict[str, Any]] = []
        self.speech: dict[int, bytearray] = defaultdict(bytearray)
        self.speech_ended: set[int] = set()
        self.speech_from: dict[int, int] = defaultdict(int)
        """The sample at which the speech of a turn began to come: later than the first after a resume."""
        self._microphone_sequence = 0
        self._picture_id = 0

    async def send(self, kind: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def hello(self, **fields: Any) -> dict[str, Any]:
        """Says hello, and returns `ready`."""
        await self.send("hello", **fields)
        return await self.expect("ready")

    async def hear(self, pcm: bytes) -> None:
        """One microphone chunk, PCM16 mono 16 kHz."""
        header = HEADER.pack(FrameType.MICROPHONE, 0, self._microphone_sequence & 0xFFFF, 0)
        self._microphone_sequence += 1
        await self.socket.send(header + pcm)

    async def show(self, jpeg: bytes, source: PictureSource = PictureSource.CAMERA) -> int:
        """One picture; returns its frame id."""
        self._picture_id += 1
        await self.socket.send(HEADER.pack(FrameType.PICTURE, source, self._picture_id, 0) + jpeg)
        return self._picture_id

    async def expect(self, kind: str, within_s: float = WITHIN_S, **fields: Any) -> dict[str, Any]:
        """The next control message of this type with these fields; what comes before it is kept."""
        async with asyncio.timeout(within_s):
            while True:
                event = await self.receive()
                if event is not None and event["type"] == kind and fields.items() <= event.items():
                    return event

    async def receive(self) -> dict[str, Any] | None:
        """The next control message, or None where speech came."""
        message = await self.socket.recv()
        if isinstance(message, bytes):
            self._take_speech(message)
            return None
        event: dict[str, Any] = json.loads(message)
        self.events.append(event)
        if len(self.events) % ACKNOWLEDGE_EVERY == 0:
            await self.send("ack", n=event["n"])
        return event

    async def closed(self, within_s: float = WITHIN_S) -> tuple[int, str]:
        """Reads to the end: the close code and the code of the last error event, "" without one."""
        async with asyncio.timeout(within_s):
            try:
                while True:
                    await self.receive()
            except websockets.ConnectionClosed:
                pass
        errors = [event["code"] for event in self.events if event["type"] == "error"]
        return self.socket.close_code or 0, errors[-1] if errors else ""

    async def ping(self) -> None:
        """Keeps the connection alive until it is cancelled or the socket closed."""
        with suppress(websockets.ConnectionClosed):
            while True:
                await asyncio.sleep(PING_INTERVAL_MS / 1000)
                await self.send("ping")

    def _take_speech(self, frame: bytes) -> None:
        kind, flags, turn, offset = HEADER.unpack_from(frame)
        assert kind == FrameType.SPEECH
        assert bool(flags & FIRST) == (offset == 0) or flags & LAST
        if turn not in self.speech:
            self.speech_from[turn] = offset
        assert offset == self.speech_from[turn] + len(self.speech[turn]) // 2, "speech has a hole"
        self.speech[turn] += frame[HEADER.size :]
        if flags & LAST:
            self.speech_ended.add(turn)


@asynccontextmanager
async def chat_client(
    service: Service,
    *,
    origin: str | None = "",
    headers: Mapping[str, str] | None = None,
    path: str = "/ws/chat/",
) -> AsyncIterator[ChatClient]:
    """A connected client that has not said hello. `origin` is the service's own where it is ""."""
    named = service.origin if origin == "" else origin
    async with websockets.connect(
        service.socket_url(path),
        origin=None if named is None else websockets.Origin(named),
        subprotocols=[websockets.Subprotocol(SUBPROTOCOL)],
        additional_headers=dict(headers or {}),
        max_size=None,
        compression=None,
        proxy=None,
    ) as socket:
        client = ChatClient(socket)
        pinging = asyncio.create_task(client.ping())
        try:
            yield client
        finally:
            pinging.cancel()
            await asyncio.wait([pinging])
