"""LiveSession: one conversation with the model, from its setup to its end, however that comes.

The consumer gives it what the browser sends and takes what the browser shall get; the session owns the
connection to the model and closes it when `run` is left, whatever way.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime
from enum import Enum, auto

from chat.errors import SlowReader
from chat.gemini.failures import typed_failures
from chat.gemini.upstream import Upstream
from chat.protocol.events import Acknowledged, Agent, Event, GoAway, Link, State, Usage
from chat.protocol.frames import MicrophoneChunk, Picture, Speech
from chat.protocol.limits import (
    BYTES_PER_SAMPLE,
    INPUT_SAMPLE_RATE,
    MAX_CHUNK_BYTES,
    OUTPUT_SAMPLE_RATE,
)
from chat.transcript import Outcome, Summary, Utterance
from chat.turns import Output, TurnTracker
from chat.uplink import AudioEnd, Item, TypedText, Uplink

logger = logging.getLogger(__name__)

ACKNOWLEDGE_EVERY_S = 0.2

_MICROPHONE_BYTES_PER_MS = INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE // 1000
_SPEECH_BYTES_PER_MS = OUTPUT_SAMPLE_RATE * BYTES_PER_SAMPLE // 1000


class Stage(Enum):
    """Forward only."""

    CONNECTING = auto()
    LIVE = auto()
    ENDED = auto()


class LiveSession:
    """`connection` opens the model's side when `run` enters it.

    `emit` takes events and speech for the browser, `store` finished utterances; neither may wait.
    """

    def __init__(
        self,
        connection: AbstractAsyncContextManager[Upstream],
        *,
        emit: Callable[[Event | Speech], None],
        store: Callable[[Utterance], None],
        speech_wanted: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.stage = Stage.CONNECTING
        self._connection = connection
        self._emit = emit
        self._store = store
        self._clock = clock
        self._uplink = Uplink()
        self._tracker = TurnTracker(started_at=datetime.now(UTC), now=clock(), speech_wanted=speech_wanted)
        self._speech_due = asyncio.Event()
        """Set when something begins to wait for its time while nothing did."""
        self._nothing_waits = True
        self._acknowledged = (0, 0)
        self._acknowledged_at = 0.0
        self._taken = (0, 0)
        """The last microphone sequence and picture that went up."""
        self._microphone_bytes = 0
        self._pictures = 0
        self._speech_bytes = 0
        self._tokens = [0, 0, 0]

    async def run(self) -> None:
        """Until cancelled, or UpstreamError (in a group) when the model's side fails or closes."""
        try:
            async with self._connection as upstream:
                self.stage = Stage.LIVE
                self._emit(State(Link.LIVE, Agent.LISTENING))
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._receive(upstream), name="receive")
                    tasks.create_task(self._send(upstream), name="send")
                    tasks.create_task(self._speak(), name="speak")
        finally:
            self.stage = Stage.ENDED
            with suppress(SlowReader):
                self._handle(self._tracker.close(self._clock()))

    def hear(self, chunk: MicrophoneChunk) -> None:
        self._uplink.put(chunk)

    async def hear_all(self, pcm: bytes) -> None:
        """Audio in large pieces, of a client not bound to real time: waits for room, drops nothing."""
        for start in range(0, len(pcm), MAX_CHUNK_BYTES):
            await self._uplink.room()
            self._uplink.put(MicrophoneChunk(0, 0, False, pcm[start : start + MAX_CHUNK_BYTES]))

    def see(self, picture: Picture) -> None:
        self._uplink.put(picture)

    def read(self, text: str) -> None:
        """Typed words. Raises ProtocolError where too many wait."""
        self._uplink.put(TypedText(text))
        self._handle(self._tracker.typed(text, self._clock()))

    def microphone_off(self) -> None:
        self._uplink.put(AudioEnd())

    def interrupt(self) -> None:
        self._handle(self._tracker.interrupt(self._clock()))

    def played(self, turn: int, samples: int) -> None:
        self._handle(self._tracker.played(turn, samples, self._clock()))

    def summary(self, outcome: Outcome, error_code: str = "") -> Summary:
        prompt, response, total = self._tokens
        return Summary(
            outcome=outcome,
            error_code=error_code,
            turns=self._tracker.completed,
            microphone_ms=self._microphone_bytes // _MICROPHONE_BYTES_PER_MS,
            dropped_ms=self._uplink.dropped_ms,
            pictures=self._pictures,
            speech_ms=self._speech_bytes // _SPEECH_BYTES_PER_MS,
            prompt_tokens=prompt,
            response_tokens=response,
            total_tokens=total,
        )

    async def _receive(self, upstream: Upstream) -> None:
        """Always reading: sixteen unread frames and the connection dies."""
        with typed_failures():
            while True:
                message = await upstream.receive()
                self._handle(self._tracker.receive(message, self._clock()))
                if message.go_away_s is not None:
                    self._emit(GoAway(int(message.go_away_s * 1000)))

    async def _send(self, upstream: Upstream) -> None:
        with typed_failures():
            while True:
                item = await self._uplink.get()
                await self._send_item(upstream, item)
                self._acknowledge(at_once=not isinstance(item, MicrophoneChunk))

    async def _send_item(self, upstream: Upstream, item: Item) -> None:
        match item:
            case MicrophoneChunk(sequence=sequence, pcm=pcm):
                await upstream.send_audio(pcm)
                self._microphone_bytes += len(pcm)
                self._taken = (sequence, self._taken[1])
            case Picture(frame=frame, jpeg=jpeg):
                await upstream.send_picture(jpeg)
                self._pictures += 1
                self._taken = (self._taken[0], frame)
            case TypedText(text=text):
                await upstream.send_text(text)
            case AudioEnd():
                await upstream.end_audio()

    async def _speak(self) -> None:
        """Sends what was held back once the ear is ready for it, when no message or report does so."""
        while True:
            self._handle(self._tracker.due(self._clock()))
            self._speech_due.clear()
            wait_s = self._tracker.next_due_s(self._clock())
            self._nothing_waits = wait_s is None
            try:
                async with asyncio.timeout(wait_s):
                    await self._speech_due.wait()
            except TimeoutError:
                continue

    def _handle(self, outputs: list[Output]) -> None:
        """What was said is kept first: a browser too slow to be told raises SlowReader."""
        for output in outputs:
            if isinstance(output, Utterance):
                self._store(output)
            elif isinstance(output, Speech):
                self._speech_bytes += len(output.pcm)
            elif isinstance(output, Usage):
                self._count(output)
        for output in outputs:
            if not isinstance(output, Utterance):
                self._emit(output)
        if self._nothing_waits:
            self._speech_due.set()

    def _count(self, usage: Usage) -> None:
        for index, tokens in enumerate((usage.prompt_tokens, usage.response_tokens, usage.total_tokens)):
            self._tokens[index] += tokens

    def _acknowledge(self, *, at_once: bool) -> None:
        now = self._clock()
        recently = now - self._acknowledged_at < ACKNOWLEDGE_EVERY_S
        if self._taken == self._acknowledged or (recently and not at_once):
            return
        self._acknowledged, self._acknowledged_at = self._taken, now
        microphone, frame = self._taken
        self._emit(Acknowledged(microphone, frame, self._uplink.dropped_ms))
