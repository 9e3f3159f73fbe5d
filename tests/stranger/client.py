"""A client of livechat.v1 on plain websockets, written from docs/protocol.md and nothing else."""

from __future__ import annotations

import asyncio
import json
import struct
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

HEADER = struct.Struct("<BBHI")
MICROPHONE, PICTURE, SPEECH = 0x01, 0x02, 0x81
SPEECH_HZ = 24_000
CHUNK_S, CHUNK_BYTES = 0.04, 1280
BEAT_S, ACK_BEATS, PING_BEATS = 0.1, 10, 20


@dataclass(frozen=True, slots=True)
class Event:
    type: str
    n: int
    fields: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]


@dataclass(frozen=True, slots=True)
class Speech:
    turn: int
    offset: int
    samples: int
    first: bool
    last: bool


@dataclass(slots=True)
class Client:
    """`received` is everything in its order; `told` every `played` sent, the turn and its samples."""

    socket: ClientConnection
    received: list[Event | Speech] = field(default_factory=list)
    told: list[tuple[int, int]] = field(default_factory=list)
    acknowledged: int = 0
    _arrived: dict[int, int] = field(default_factory=dict)
    _heard: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    _sequence: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        return [one for one in self.received if isinstance(one, Event)]

    async def hello(self, **fields: Any) -> Event:
        await self.send("hello", **fields)
        self._tasks.append(asyncio.create_task(self._live()))
        return await self.event("ready")

    async def send(self, type: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": type, **fields}))

    async def speak(self, pcm: bytes) -> None:
        """Microphone audio, as fast as it would be spoken."""
        begun = time.monotonic()
        for number, at in enumerate(range(0, len(pcm), CHUNK_BYTES)):
            await asyncio.sleep(begun + number * CHUNK_S - time.monotonic())
            header = HEADER.pack(MICROPHONE, 0, self._sequence % 65_536, self._sequence * 40)
            await self.socket.send(header + pcm[at : at + CHUNK_BYTES])
            self._sequence += 1

    async def until(self, done: Callable[[], bool], within_s: float = 20) -> None:
        async with asyncio.timeout(within_s):
            while not done():
                self._news.clear()
                await self._news.wait()

    async def event(self, type: str, since: int = 0, within_s: float = 20, **fields: Any) -> Event:
        """The first such event after number `since`, past or to come."""

        def found() -> Iterator[Event]:
            of_type = (one for one in self.events if one.type == type and one.n > since)
            return (one for one in of_type if fields.items() <= one.fields.items())

        await self.until(lambda: any(found()), within_s)
        return next(found())

    async def receive(self) -> None:
        async for message in self.socket:
            self.received.append(news := _parsed(message))
            if isinstance(news, Speech):
                self._arrived[news.turn] = news.offset + news.samples
            elif news.type == "interrupted":
                self._arrived[news["turn"]] = 0
                await self._tell_played(news["turn"])
            self._news.set()

    async def _live(self) -> None:
        """Plays on a loudspeaker without sound, acknowledges and pings."""
        now = time.monotonic()
        for beat in count(1):
            await asyncio.sleep(BEAT_S)
            before, now = now, time.monotonic()
            sounding = [turn for turn, end in self._arrived.items() if self._heard[turn] < end]
            for turn in sounding[:1]:
                self._heard[turn] = min(self._arrived[turn], self._heard[turn] + (now - before) * SPEECH_HZ)
                await self._tell_played(turn)
            newest = self.events[-1].n if self.events else 0
            if newest - self.acknowledged >= 100 or (newest and beat % ACK_BEATS == 0):
                self.acknowledged = newest
                await self.send("ack", n=newest)
            if beat % PING_BEATS == 0:
                await self.send("ping")
            self._news.set()

    async def _tell_played(self, turn: int) -> None:
        self.told.append((turn, int(self._heard[turn])))
        await self.send("played", turn=turn, samples=self.told[-1][1])


def _parsed(message: str | bytes) -> Event | Speech:
    if isinstance(message, str):
        fields = json.loads(message)
        return Event(fields.pop("type"), fields.pop("n"), fields)
    type_, flags, turn, offset = HEADER.unpack_from(message)
    assert type_ == SPEECH, type_
    return Speech(turn, offset, (len(message) - HEADER.size) // 2, bool(flags & 1), bool(flags & 2))


@asynccontextmanager
async def connected(url: str, origin: str = "", subprotocol: str = "livechat.v1") -> AsyncIterator[Client]:
    page = Origin(origin) if origin else None
    async with connect(url, subprotocols=[Subprotocol(subprotocol)], origin=page) as socket:
        client = Client(socket)
        client._tasks.append(asyncio.create_task(client.receive()))
        try:
            yield client
        finally:
            for task in client._tasks:
                task.cancel()
            await asyncio.gather(*client._tasks, return_exceptions=True)
