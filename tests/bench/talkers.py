"""A browser of the load, on the two wires of JSON."""

from __future__ import annotations

import asyncio
import binascii
import time
from typing import ClassVar

from picows import WSFrame, WSListener, WSMsgType, WSTransport

from tests.bench.marks import UP_BYTES, Mark, mark_of_json, marked
from tests.bench.passages import Received, Sent


class Talker(WSListener):
    """Sends a chunk whenever it is told to `speak`, notes what comes."""

    path: ClassVar[str] = "/"
    subprotocol: ClassVar[str] = ""

    def __init__(self, number: int, up: Sent, down: Received, ticket: str = "") -> None:
        self.ready = asyncio.Event()
        """Set when it may talk, or never will."""
        self.gone = asyncio.Event()
        self.errors: list[str] = []
        """Codes of what the server refused."""
        self.leaving = False
        self.transport: WSTransport | None = None
        self.number = number
        self._ticket = ticket
        self._up = up
        self._down = down
        self._sequence = 0
        self._begun_ns = time.monotonic_ns()
        self._speaks = True

    def on_ws_connected(self, transport: WSTransport) -> None:
        """The first chunk's mark tells of when connecting began."""
        self.transport = transport
        self._greet()
        self._send_chunk(marked(Mark(self.number, 0, self._begun_ns), UP_BYTES))

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.gone.set()
        self.ready.set()
        if not self.leaving:
            self.errors.append("closed")

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        received_ns = time.monotonic_ns()
        if frame.msg_type == WSMsgType.BINARY:
            self._hear(frame.get_payload_as_bytes(), received_ns)
        elif frame.msg_type == WSMsgType.TEXT:
            self._read(frame.get_payload_as_bytes(), received_ns)
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close()
            transport.disconnect()

    def speak(self) -> None:
        self._speaks = True
        self._sequence += 1
        mark = Mark(self.number, self._sequence, time.monotonic_ns())
        self._up.note(mark.sent_ns)
        self._send_chunk(marked(mark, UP_BYTES))

    def hush(self) -> None:
        """Its microphone is switched off."""
        self._speaks = False

    def report(self) -> None:
        """Due each 100 ms."""

    def beat(self) -> None:
        """Due each second."""

    def leave(self) -> None:
        self.leaving = True
        if self.transport is not None:
            self.transport.send_close()

    def _greet(self) -> None:
        raise NotImplementedError

    def _send_chunk(self, pcm: bytes) -> None:
        raise NotImplementedError

    def _hear(self, payload: bytes, received_ns: int) -> None:
        """A binary frame; the two wires of JSON differ in nothing here."""
        self._read(payload, received_ns)

    def _read(self, payload: bytes, received_ns: int) -> None:
        if (mark := mark_of_json(payload)) is not None:
            self._down.note(mark, received_ns)

    def _send_text(self, message: bytes) -> None:
        assert self.transport is not None
        self.transport.send(WSMsgType.TEXT, message)

    def _send_in_json(self, start: bytes, pcm: bytes, end: bytes) -> None:
        self._send_text(start + binascii.b2a_base64(pcm, newline=False) + end)


class GeminiTalker(Talker):
    """Through a pass-through: Gemini's own wire."""

    def _greet(self) -> None:
        self._send_text(b'{"setup":{"model":"models/gemini-3.8-live"}}')
        self.ready.set()

    def _send_chunk(self, pcm: bytes) -> None:
        start = b'{"realtime_input":{"audio":{"mime_type":"audio/pcm;rate=16000","data":"'
        self._send_in_json(start, pcm, b'"}}}')


class TutorialTalker(Talker):
    def _greet(self) -> None:
        self._send_text(b'{"setup":{"generation_config":{"response_modalities":["AUDIO"]}}}')
        self.ready.set()

    def _send_chunk(self, pcm: bytes) -> None:
        start = b'{"realtime_input":{"media_chunks":[{"mime_type":"audio/pcm;rate=16000","data":"'
        self._send_in_json(start, pcm, b'"}]}}')
