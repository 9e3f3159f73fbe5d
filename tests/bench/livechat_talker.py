"""A browser of the load on livechat.v1."""

from __future__ import annotations

import json
import time

import msgspec
from picows import WSMsgType

from chat.protocol.frames import HEADER, LAST, FrameType
from chat.protocol.limits import BYTES_PER_SAMPLE, OUTPUT_SAMPLE_RATE, PING_INTERVAL_MS, SUBPROTOCOL
from tests.bench.marks import CHUNK_MS, mark_of_pcm
from tests.bench.passages import Received, Sent
from tests.bench.talkers import Talker

NS_PER_S = 1_000_000_000


class _Event(msgspec.Struct):
    type: str
    n: int
    code: str = ""


_read_event = msgspec.json.Decoder(_Event).decode


class LivechatTalker(Talker):
    """By docs/protocol.md, as the page does: plays what comes, reports it, acknowledges, pings."""

    path = "/ws/chat/"
    subprotocol = SUBPROTOCOL

    def __init__(self, number: int, up: Sent, down: Received, ticket: str = "") -> None:
        super().__init__(number, up, down, ticket)
        self._n = self._acknowledged = 0
        self._turn = 0
        self._samples = self._played = 0
        """Of this turn: come, and reported as heard."""
        self._hearing_since_ns = 0
        self._pinged_ns = 0

    def hush(self) -> None:
        if self._speaks:
            self._send_text(b'{"type":"microphone","on":false}')
        super().hush()

    def report(self) -> None:
        if self._played < self._samples:
            elapsed_ns = time.monotonic_ns() - self._hearing_since_ns
            self._played = min(self._samples, elapsed_ns * OUTPUT_SAMPLE_RATE // NS_PER_S)
            self._send_text(b'{"type":"played","turn":%d,"samples":%d}' % (self._turn, self._played))

    def beat(self) -> None:
        if self._n > self._acknowledged:
            self._acknowledged = self._n
            self._send_text(b'{"type":"ack","n":%d}' % self._n)
        now_ns = time.monotonic_ns()
        if now_ns - self._pinged_ns > (PING_INTERVAL_MS - CHUNK_MS) * 1_000_000:
            self._pinged_ns = now_ns
            self._send_text(b'{"type":"ping"}')

    def leave(self) -> None:
        self.leaving = True
        if self.transport is not None:
            self._send_text(b'{"type":"goodbye"}')

    def _greet(self) -> None:
        self._send_text(json.dumps({"type": "hello", "ticket": self._ticket}).encode())

    def _send_chunk(self, pcm: bytes) -> None:
        assert self.transport is not None
        captured_ms = self._sequence * CHUNK_MS & 0xFFFFFFFF
        header = HEADER.pack(FrameType.MICROPHONE, 0, self._sequence & 0xFFFF, captured_ms)
        self.transport.send(WSMsgType.BINARY, header + pcm)

    def _hear(self, payload: bytes, received_ns: int) -> None:
        _, flags, turn, offset = HEADER.unpack_from(payload)
        if turn != self._turn:
            self.report()
            self._turn, self._hearing_since_ns, self._played = turn, received_ns, 0
        self._samples = offset + (len(payload) - HEADER.size) // BYTES_PER_SAMPLE
        if not flags & LAST and (mark := mark_of_pcm(payload, HEADER.size)) is not None:
            self._down.note(mark, received_ns)

    def _read(self, payload: bytes, received_ns: int) -> None:
        event = _read_event(payload)
        self._n = event.n
        if event.type == "ready":
            self.ready.set()
        elif event.type == "error":
            self.errors.append(event.code)
