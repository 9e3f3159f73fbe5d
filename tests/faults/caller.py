"""Somebody who talks, loses the connection and comes back, by docs/protocol.md."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin, Subprotocol

from chat.protocol.frames import HEADER, FrameType
from chat.protocol.limits import PING_INTERVAL_MS, SILENCE_IS_LOSS_MS, SUBPROTOCOL
from tests.faults.ledger import Ledger
from tests.faults.marks import CHUNK_MS, marked_chunk

HOST = "127.0.0.1"
COMES_BACK_FOR_S = 60
KEPT_CHUNKS = 10_000 // CHUNK_MS
BEAT_S = 0.25
GREETING_S = 20
"""How long a server may take to answer hello or resume, as in static/js/socket/link.js."""
NORMAL = 1000
RESUMES_AFTER = frozenset({"draining", "too_slow", "silent"})
"""Fatal errors after which the talk goes on."""
PASSES = frozenset({"server_full", "storage_unavailable"})
"""What keeps it from being gone on with only for a while, as in static/js/socket/closing.js."""

Door = Callable[[], int]
"""The port to knock at next."""


class Over(Exception):
    """The talk cannot be gone on with; its words say why."""


class Caller:
    def __init__(self, number: int, door: Door, *, speaks: bool = True, after_s: float = 0.0) -> None:
        """`after_s`: it calls only then."""
        self.ledger = Ledger()
        self.number = number
        self.talking = asyncio.Event()
        """Set from `ready` until the connection is lost."""
        self.back_after_s: list[float] = []
        """Of each loss: how long until `ready`."""
        self.closed_with: list[int] = []
        self.over = ""
        """Why the talk ended, where it did not end by `leave`."""
        self._door = door
        self._speaks = speaks
        self._after_s = after_s
        self._token = ""
        self._socket: ClientConnection | None = None
        self.leaving = False
        self._hushed = False
        self._lost_at = 0.0
        self._heard_at = 0.0
        self._sequence = 0
        self._kept: deque[tuple[int, bytes]] = deque(maxlen=KEPT_CHUNKS)
        """Chunks that are not acknowledged."""
        self._texts: dict[str, str] = {}
        self._numbers = iter(range(1, 1_000_000))

    async def run(self) -> None:
        """From hello until `leave`, or until the talk is over."""
        await asyncio.sleep(self._after_s)
        with suppress(Over):
            for delay_s in self._delays():
                await asyncio.sleep(delay_s)
                if self.leaving:
                    return
                try:
                    await self._visit()
                except (OSError, InvalidHandshake, ConnectionClosed, TimeoutError):
                    pass
                finally:
                    self._lose()

    async def say(self, text: str) -> None:
        """Typed words, kept until they come back as a caption."""
        reference = f"{self.number}-{next(self._numbers)}"
        self._texts[reference] = text
        await self._send({"type": "text", "id": reference, "text": text})

    async def leave(self) -> None:
        self.leaving = True
        await self._send({"type": "goodbye"})

    def vanish(self) -> None:
        """Without a word, for good."""
        self.leaving = True
        if self._socket is not None:
            self._socket.transport.abort()

    def stay_away(self) -> None:
        """Once this connection is lost, whoever ends it."""
        self.leaving = True

    def hush(self) -> None:
        """Says nothing more; stays, and hears."""
        self._hushed = True

    def cut(self) -> None:
        if self._socket is not None:
            self._socket.transport.abort()

    async def _visit(self) -> None:
        port = self._door()
        async with connect(
            f"ws://{HOST}:{port}/ws/chat/",
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            origin=Origin(f"http://{HOST}:{port}"),
            compression=None,
            ping_interval=None,
            close_timeout=1,
            max_size=None,
            proxy=None,
            open_timeout=20,
        ) as socket:
            self._socket = socket
            self._heard_at = time.monotonic()
            await self._greet()
            companions = [asyncio.create_task(self._beat())]
            if self._speaks:
                companions.append(asyncio.create_task(self._speak()))
            try:
                async for message in socket:
                    await self._take(message)
                if socket.close_code == NORMAL and not self.leaving:
                    raise self._end("ended")
            finally:
                self.closed_with.append(socket.close_code or 1006)
                for task in companions:
                    task.cancel()
                await asyncio.wait(companions)

    async def _greet(self) -> None:
        if not self.ledger.conversation:
            self.ledger.last_n = 0
            await self._send({"type": "hello"})
            return
        await self._send(
            {
                "type": "resume",
                "conversation": self.ledger.conversation,
                "token": self._token,
                "last_n": self.ledger.last_n,
                "played": self.ledger.played(),
                "sequence": self.ledger.shown,
            }
        )

    async def _take(self, message: str | bytes) -> None:
        self._heard_at = time.monotonic()
        if isinstance(message, bytes):
            self.ledger.hear(message)
            return
        event: dict[str, Any] = json.loads(message)
        self.ledger.note(event)
        match event["type"]:
            case "ready":
                await self._begin(event)
            case "ack" if self._kept:
                self._forget_chunks(event["microphone"])
            case "caption":
                self._texts.pop(event["ref"], None)
            case "error" if event["fatal"] and not self._may_resume_after(event["code"]):
                raise self._end(event["code"])

    def _may_resume_after(self, code: str) -> bool:
        returning = bool(self.ledger.conversation) and not self.talking.is_set()
        return code in RESUMES_AFTER or (returning and code in PASSES)

    async def _begin(self, ready: dict[str, Any]) -> None:
        self._token = ready["token"]
        if self._lost_at:
            self.back_after_s.append(time.monotonic() - self._lost_at)
            self._lost_at = 0.0
        if ready.get("microphone") is not None:
            self._forget_chunks(ready["microphone"])
        for sequence, chunk in list(self._kept) if ready.get("resumed") else ():
            await self._send_chunk(sequence, chunk)
        for reference, text in list(self._texts.items()):
            await self._send({"type": "text", "id": reference, "text": text})
        self.talking.set()

    async def _speak(self) -> None:
        due = time.monotonic()
        while True:
            await self.talking.wait()
            if self._hushed:
                return
            chunk = marked_chunk(self.number, self._sequence)
            self._kept.append((self._sequence, chunk))
            self._sequence += 1
            await self._send_chunk(*self._kept[-1])
            due = max(due + CHUNK_MS / 1000, time.monotonic() - 1)
            await asyncio.sleep(due - time.monotonic())

    async def _beat(self) -> None:
        """Plays what comes, acknowledges, pings; a silence of the server's is a loss."""
        pinged_at = acknowledged = 0.0
        while True:
            await asyncio.sleep(BEAT_S)
            now = time.monotonic()
            for turn, samples in self.ledger.play(BEAT_S):
                await self._send({"type": "played", "turn": turn, "samples": samples})
            if self.ledger.last_n > acknowledged:
                acknowledged = self.ledger.last_n
                await self._send({"type": "ack", "n": acknowledged})
            if now - pinged_at > PING_INTERVAL_MS / 1000:
                pinged_at = now
                await self._send({"type": "ping"})
            patience_s = SILENCE_IS_LOSS_MS / 1000 if self.talking.is_set() else GREETING_S
            if now - self._heard_at > patience_s:
                self.cut()

    async def _send_chunk(self, sequence: int, chunk: bytes) -> None:
        captured_ms = sequence * CHUNK_MS & 0xFFFFFFFF
        header = HEADER.pack(FrameType.MICROPHONE, 0, sequence & 0xFFFF, captured_ms)
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(header + chunk)

    async def _send(self, message: dict[str, Any]) -> None:
        """What is sent to nobody is lost: what matters is kept besides."""
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(json.dumps(message))

    def _forget_chunks(self, acknowledged: int) -> None:
        """By the lower 16 bits, which is all that the wire carries."""
        while self._kept and (acknowledged - self._kept[0][0]) & 0xFFFF < 0x8000:
            self._kept.popleft()

    def _end(self, why: str) -> Over:
        self.over = why
        return Over(why)

    def _lose(self) -> None:
        if self.talking.is_set():
            self._lost_at = time.monotonic()
        self.talking.clear()
        self._socket = None

    def _delays(self) -> Iterator[float]:
        """Full jitter. Raises Over when the minute is up."""
        failures = 0
        while True:
            failures = 0 if self._lost_at == 0 or time.monotonic() - self._lost_at < 0.05 else failures + 1
            if self._lost_at and time.monotonic() - self._lost_at > COMES_BACK_FOR_S:
                raise self._end("not back within a minute")
            first = not self.ledger.conversation
            yield 0.0 if first and failures == 0 else random.uniform(0, min(2.0, 0.25 * 2**failures))  # noqa: S311
