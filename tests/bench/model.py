"""`python -m tests.bench.model`: the model's side of the load, on Gemini's wire over TLS.

It hears and speaks by turns: 2 to 4 s of speech after as long a hearing, in chunks of 40 ms at the pace of
speech, with transcriptions, handles and counts of tokens as the service sends them.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import Any

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

from chat.emulator import server_messages as say
from chat.emulator.certificate import new_identity
from chat.emulator.usage import Usage
from tests.bench.control import HOST, open_control
from tests.bench.marks import CHUNK_MS, DOWN_BYTES, Mark, mark_of_json, marked
from tests.bench.passages import Received, Sent
from tests.bench.wheel import Wheel

TURN_CHUNKS = tuple(seconds * 1000 // CHUNK_MS for seconds in (2, 3, 4))
"""Of hearing, and of speaking: one after the other."""
WORDS_EACH = 10
"""Chunks of speech to a fragment of its transcription."""
SPREAD = 0.618
"""Of one session's place in its turn to the next one's, so that they do not speak all at once."""
_USAGE = Usage(Counter(AUDIO=100), Counter(AUDIO=75))


class Model:
    def __init__(self) -> None:
        self.up = Received()
        self.down = Sent()
        self.wheel = Wheel[Line](CHUNK_MS / 1000, lambda line: line.speak())
        self.lines = 0
        """So far."""

    def account(self, begins: int, ends: int) -> dict[str, Any]:
        return {
            "up": self.up.account(begins, ends),
            "down_sent": self.down.account(begins, ends),
        }

    def connected(self) -> dict[str, Any]:
        return dict(self.up.connecting())

    def afresh(self) -> dict[str, Any]:
        """From here on `connected` tells of new ones alone."""
        self.up.connect_afresh()
        return self.standing()

    def standing(self) -> dict[str, Any]:
        return {"open": len(self.wheel.members)}

    def accept(self, request: WSUpgradeRequest) -> Line:
        self.lines += 1
        return Line(self, self.lines)


class Line(WSListener):
    """One connection of a relay's."""

    def __init__(self, model: Model, number: int) -> None:
        self._model = model
        self._number = number
        self._transport: WSTransport | None = None
        self._turns = number
        """So that not all begin with the same length."""
        place = int(number * SPREAD % 1 * 2 * self._turn_chunks)
        self._unheard = max(0, self._turn_chunks - place)
        """Chunks to be heard before it speaks."""
        self._unsaid = min(self._turn_chunks, 2 * self._turn_chunks - place)
        self._said = 0
        self._sequence = 0

    @property
    def _turn_chunks(self) -> int:
        return TURN_CHUNKS[self._turns % len(TURN_CHUNKS)]

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type in (WSMsgType.TEXT, WSMsgType.BINARY):
            received_ns = time.monotonic_ns()
            if self._transport is None:
                self._begin(transport)
            elif (mark := mark_of_json(frame.get_payload_as_bytes())) is not None:
                self._model.up.note(mark, received_ns)
                self._unheard -= 1
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close()
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self in self._model.wheel.members:
            self._model.wheel.members.remove(self)

    def speak(self) -> None:
        """One chunk, where it is its turn."""
        if self._unheard > 0:
            return
        if self._said == 0:
            self._send(say.not_resumable())
            self._send(say.input_transcription("What time is it?"))
        if self._said % WORDS_EACH == 0:
            self._send(say.output_transcription(" one or two words"))
        self._said += 1
        self._send_chunk()
        self._unsaid -= 1
        if self._unsaid <= 0:
            self._end_turn()

    def _begin(self, transport: WSTransport) -> None:
        """Upon the setup."""
        self._transport = transport
        self._send(say.setup_complete())
        self._send(say.resumable(f"{self._number}.0"))
        self._model.wheel.members.append(self)

    def _send_chunk(self) -> None:
        self._sequence += 1
        mark = Mark(self._number, self._sequence, time.monotonic_ns())
        self._model.down.note(mark.sent_ns)
        self._send(say.speech(marked(mark, DOWN_BYTES)))

    def _end_turn(self) -> None:
        self._turns += 1
        self._unheard = self._unsaid = self._turn_chunks
        self._said = 0
        self._send(say.generation_complete())
        self._send(say.turn_complete(_USAGE))
        self._send(say.resumable(f"{self._number}.{self._turns}"))

    def _send(self, message: bytes) -> None:
        assert self._transport is not None
        self._transport.send(WSMsgType.BINARY, message)


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.model", description=__doc__)
    parser.add_argument("--ca-out", type=Path, required=True)
    options = parser.parse_args()
    identity = new_identity(HOST)
    options.ca_out.write_text(identity.certificate)
    model = Model()
    server = await ws_create_server(model.accept, HOST, 0, ssl=identity.context)
    answers = {name: getattr(model, name) for name in ("account", "afresh", "connected", "standing")}
    control = await open_control({f"/{name}": answer for name, answer in answers.items()})
    print(f"control at {control}", flush=True)
    print(f"model at https://{HOST}:{server.sockets[0].getsockname()[1]}", flush=True)
    await model.wheel.run()


if __name__ == "__main__":
    uvloop.run(main())
