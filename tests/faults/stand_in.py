"""`python -m tests.faults.stand_in`: a model's side without speech, for a thousand talks at once.

It speaks Gemini's wire by the emulator's own messages. It answers each few seconds of sound, and each typed
message, with a numbered line; a typed message that begins with "!" is an order, of which ORDERS tells.
`GET /account` says what it has heard and who is connected; `/afresh` too, and forgets the delays so far.
After `GET /refuse` nobody is let in until `GET /welcome`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from chat.emulator import server_messages as say
from chat.emulator.certificate import new_identity
from chat.emulator.refusals import STALE_HANDLE
from chat.emulator.usage import Usage
from chat.gemini.wire import decode_base64
from chat.protocol.limits import BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE, OUTPUT_SAMPLE_RATE
from tests.faults.heard import Heard

HOST = "127.0.0.1"
READY = r"stand-in at (https://\S+)"
SPEECH_S = 0.2
PIECE = bytes(int(OUTPUT_SAMPLE_RATE * SPEECH_S) * BYTES_PER_SAMPLE)
PIECE_CHARS = 10_000
ORDERS = {
    "!reset": "breaks the connection off in the middle of an answer",
    "!close CODE": "closes it with this code in the middle of an answer",
    "!go-away SECONDS": "says so, then is silent, and closes when they are over",
    "!speak SECONDS": "speaks for so long, as fast as it can",
    "!words BYTES": "sends so much as transcription",
    "!silence": "says nothing more on this connection",
}


@dataclass(slots=True)
class Talk:
    """What outlives a connection, by its handle."""

    number: int
    lines: int = 0


@dataclass(slots=True)
class StandIn:
    answer_each_s: float
    tokens: int
    """Of each turn."""
    heard: Heard = field(default_factory=Heard)
    talks: dict[str, Talk] = field(default_factory=dict)
    closed: Counter[int] = field(default_factory=Counter)
    opened: int = 0
    open: int = 0
    refusing: bool = False
    refused: int = 0
    numbers: count[int] = field(default_factory=lambda: count(1))

    async def handle(self, connection: ServerConnection) -> None:
        self.opened += 1
        self.open += 1
        try:
            with suppress(ConnectionClosed):
                await Line(self, connection).run()
        finally:
            self.open -= 1
            self.closed[connection.close_code or 0] += 1

    def answer_http(self, connection: ServerConnection, request: Request) -> Response | None:
        if "/ws/" in request.path:
            self.refused += self.refusing
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "") if self.refusing else None
        numbers = {"open": self.open, "opened": self.opened, "refused": self.refused}
        account = json.dumps({**numbers, "callers": self.heard.account()})
        match request.path:
            case "/afresh":
                self.heard.forget_times()
            case "/refuse" | "/welcome" as wish:
                self.refusing = wish == "/refuse"
        return connection.respond(HTTPStatus.OK, account)


class Line:
    """One connection."""

    def __init__(self, model: StandIn, connection: ServerConnection) -> None:
        self._model = model
        self._connection = connection
        self._talk = Talk(0)
        self._number = model.opened
        self._unanswered_bytes = 0
        self._silent = False

    async def run(self) -> None:
        setup = json.loads(await self._connection.recv())["setup"]
        handle = (setup.get("sessionResumption") or setup.get("session_resumption") or {}).get("handle")
        if handle and handle not in self._model.talks:
            await self._connection.close(STALE_HANDLE.code, STALE_HANDLE.reason)
            return
        self._talk = self._model.talks[handle] if handle else Talk(next(self._model.numbers))
        await self._connection.send(say.setup_complete())
        await self._give_handle()
        async for message in self._connection:
            await self._take(json.loads(message))

    async def _take(self, message: dict[str, Any]) -> None:
        realtime = message.get("realtime_input") or message.get("realtimeInput") or {}
        if "audio" in realtime:
            pcm = decode_base64(realtime["audio"]["data"])
            self._model.heard.add(pcm)
            await self._hear(len(pcm))
        elif "text" in realtime:
            await self._read(realtime["text"])
        elif message.get("client_content", message.get("clientContent", {})).get("turnComplete"):
            await self._answer(transcribe=False)

    async def _hear(self, size: int) -> None:
        self._unanswered_bytes += size
        enough = self._model.answer_each_s * INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE
        if self._unanswered_bytes >= enough:
            self._unanswered_bytes = 0
            await self._answer(transcribe=True)

    async def _answer(self, *, transcribe: bool) -> None:
        if self._silent:
            return
        line = self._next_line()
        if transcribe:
            await self._connection.send(say.input_transcription(f"said {line}"))
        await self._connection.send(say.output_transcription(f"answer {line}"))
        await self._connection.send(say.speech(PIECE))
        await self._end_turn()

    def _next_line(self) -> str:
        """No connection ever says it again."""
        self._talk.lines += 1
        return f"{self._talk.number}-{self._number}-{self._talk.lines}"

    async def _end_turn(self) -> None:
        tokens = Counter(AUDIO=self._model.tokens)
        await self._connection.send(say.generation_complete())
        await self._connection.send(say.turn_complete(Usage(tokens, tokens)))
        await self._give_handle()

    async def _give_handle(self) -> None:
        handle = f"{self._talk.number}.{self._talk.lines}"
        self._model.talks[handle] = Talk(self._talk.number, self._talk.lines)
        await self._connection.send(say.resumable(handle))

    async def _read(self, text: str) -> None:
        match text.split():
            case ["!reset"]:
                await self._begin()
                self._connection.transport.abort()
            case ["!close", code]:
                await self._begin()
                await self._connection.close(int(code), "Internal error encountered.")
            case ["!go-away", seconds]:
                await self._connection.send(say.go_away(float(seconds)))
                self._silent = True
                asyncio.get_running_loop().call_later(float(seconds), self._connection.transport.abort)
            case ["!speak", seconds]:
                for _ in range(int(float(seconds) / SPEECH_S)):
                    await self._connection.send(say.speech(PIECE))
                await self._end_turn()
            case ["!words", size]:
                for _ in range(int(size) // PIECE_CHARS):
                    await self._connection.send(say.output_transcription("x" * PIECE_CHARS))
                await self._end_turn()
            case ["!silence"]:
                self._silent = True
            case _:
                await self._answer(transcribe=False)

    async def _begin(self) -> None:
        """An answer that does not end."""
        await self._connection.send(say.not_resumable())
        await self._connection.send(say.output_transcription(f"begun {self._next_line()}"))
        await self._connection.send(say.speech(PIECE))


async def run(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    identity = new_identity(HOST)
    model = StandIn(options.answer_each_s, options.tokens)
    async with serve(
        model.handle,
        HOST,
        0,
        ssl=identity.context,
        process_request=model.answer_http,
        compression=None,
        ping_interval=None,
        close_timeout=1,
        max_size=None,
        backlog=4096,
    ) as server:
        options.ca_out.write_text(identity.certificate)
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"stand-in at https://{HOST}:{port}", flush=True)
        await stopped.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.stand_in", description=__doc__)
    parser.add_argument("--ca-out", type=Path, required=True)
    parser.add_argument("--answer-each-s", type=float, default=2.0)
    parser.add_argument("--tokens", type=int, default=100)
    asyncio.run(run(parser.parse_args()))
