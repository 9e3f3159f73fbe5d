"""The application as it is, with a note of what passes its door; `GET /passed` tells and forgets it.

Times are those of the wall clock in ms, as a page's `performance.timeOrigin + performance.now()` has them.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from chat.errors import ProtocolError
from chat.protocol.frames import HEADER, FrameType, MicrophoneChunk, decode_frame
from livechat.asgi import application as inner
from tests.bench_page.passed import Chunk, Event, Speech

LEVELS_PER_CHUNK = 4
FULL_SCALE = 32_768
MOST = 200_000
"""Of each kind; an hour's microphone is 180,000 chunks."""

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

chunks: deque[Chunk] = deque(maxlen=MOST)
speech: deque[Speech] = deque(maxlen=MOST)
events: deque[Event] = deque(maxlen=MOST)


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await inner(scope, _noting_received(receive), _noting_sent(send))
    elif scope["type"] == "http" and scope["path"] == "/passed":
        await _tell(send)
    else:
        await inner(scope, receive, send)


def _noting_received(receive: Receive) -> Receive:
    async def noting() -> dict[str, Any]:
        message = await receive()
        if frame := message.get("bytes"):
            _note_chunk(frame, _now())
        return message

    return noting


def _noting_sent(send: Send) -> Send:
    async def noting(message: dict[str, Any]) -> None:
        if frame := message.get("bytes"):
            _note_speech(frame, _now())
        elif text := message.get("text"):
            events.append(Event(_now(), json.loads(text)["type"]))
        await send(message)

    return noting


def _note_chunk(frame: bytes, at_ms: float) -> None:
    try:
        decoded = decode_frame(frame)
    except ProtocolError:
        return
    if isinstance(decoded, MicrophoneChunk):
        pcm = np.frombuffer(decoded.pcm, "<i2") / FULL_SCALE
        pieces = np.array_split(pcm, LEVELS_PER_CHUNK)
        levels = [float(np.sqrt(np.square(piece).mean())) for piece in pieces]
        chunks.append(Chunk(at_ms, float(np.abs(pcm).max()), levels))


def _note_speech(frame: bytes, at_ms: float) -> None:
    kind, _, turn, offset = HEADER.unpack_from(frame)
    if kind == FrameType.SPEECH and len(frame) > HEADER.size:
        speech.append(Speech(at_ms, turn, offset))


async def _tell(send: Send) -> None:
    told = {
        "chunks": [asdict(each) for each in chunks],
        "speech": [asdict(each) for each in speech],
        "events": [asdict(each) for each in events],
    }
    for kind in (chunks, speech, events):
        kind.clear()
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()})


def _now() -> float:
    return 1000 * time.time()
