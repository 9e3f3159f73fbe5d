"""LiveSession: one conversation with the model, from its setup to its end, however that comes.

The consumer gives it what the browser sends and takes what the browser shall get; the session owns the
connection to the model and closes it when `run` is left, whatever way.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum, auto

from chat.calling import NoTools, Tools
from chat.errors import SlowReader, UpstreamError
from chat.gemini.wire import FunctionResponse, ServerMessage
from chat.lifeline import Connect, Lifeline
from chat.protocol.events import Acknowledged, Event, GoAway, Link, Upstream
from chat.protocol.frames import MicrophoneChunk, Picture, Speech
from chat.protocol.limits import (
    BYTES_PER_SAMPLE,
    INPUT_SAMPLE_RATE,
    MAX_CHUNK_BYTES,
    OUTPUT_SAMPLE_RATE,
)
from chat.transcript import Outcome, Summary, Utterance
from chat.turns import Output, TurnTracker
from chat.uplink import ActivityEnd, ActivityStart, AudioEnd, Item, Prompt, TypedText, Uplink
from chat.usage import TurnTokens
from chat.watchdog import STALLED_AFTER_S

ACKNOWLEDGE_EVERY_S = 0.2

_MICROPHONE_BYTES_PER_MS = INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE // 1000
_SPEECH_BYTES_PER_MS = OUTPUT_SAMPLE_RATE * BYTES_PER_SAMPLE // 1000


class Stage(Enum):
    """Forward only."""

    CONNECTING = auto()
    LIVE = auto()
    ENDED = auto()


class LiveSession:
    """`connect` opens the model's side, resuming by the handle that it is given, "" for none.

    `emit` takes events and speech for the browser, `store` finished utterances; neither may wait. `bill`
    takes the service's counts and returns what the browser shall get. `on_live` is called once, when the
    model has first answered.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        emit: Callable[[Event | Speech], None],
        store: Callable[[Utterance], None],
        bill: Callable[[TurnTokens], Event | None] = lambda used: None,
        on_live: Callable[[], None] = lambda: None,
        tools: Tools | None = None,
        speech_wanted: bool = True,
        stalled_after_s: float = STALLED_AFTER_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.stage = Stage.CONNECTING
        self._emit = emit
        self._store = store
        self._bill = bill
        self._on_live = on_live
        self._clock = clock
        self._uplink = Uplink()
        self._lifeline = Lifeline(
            connect, self._uplink, self, tools or NoTools(), stalled_after_s=stalled_after_s, clock=clock
        )
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
        self._quiet = asyncio.Event()
        """Set while no answer is under way."""
        self._quiet.set()
        self._pressed = False
        """An activity has been started and not yet ended."""

    async def run(self) -> None:
        """Until cancelled, or UpstreamError (in a group) when the model's side has failed for good."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._speak(), name="speak")
                tasks.create_task(self._lifeline.run(), name="lifeline")
        finally:
            self.stage = Stage.ENDED
            with suppress(SlowReader):
                self._handle(self._tracker.close(self._clock()))

    @property
    def push_to_talk(self) -> bool:
        """The model hears only what comes between `start_activity` and `end_activity`."""
        return self._lifeline.push_to_talk.on

    def adapt(self, *, push_to_talk: bool, may_stay_silent: bool) -> None:
        """To what the next connection's setup asks of the model."""
        self._lifeline.push_to_talk.turn(push_to_talk)
        self._lifeline.carryover.may_stay_silent = may_stay_silent
        self._pressed = self._pressed and push_to_talk

    def hear(self, chunk: MicrophoneChunk) -> None:
        if self._pressed or not self.push_to_talk:
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

    def prompt(self, text: str) -> None:
        """Words to the model that the person has not said, of which no caption tells."""
        self._uplink.put(Prompt(text))

    def start_activity(self) -> None:
        """The person begins to speak, where the model does not detect it by itself; once until it ends."""
        if not self._pressed:
            self._uplink.put(ActivityStart())
            self._pressed = True

    def end_activity(self) -> None:
        if self._pressed:
            self._uplink.put(ActivityEnd())
            self._pressed = False

    def respond(self, response: FunctionResponse) -> None:
        """What a call of the model's came to."""
        self._uplink.put(response)

    def record_call(self, words: str, begun: Utterance | None = None) -> Utterance:
        """Stores what the model called, or, in place of the version `begun`, what came of it."""
        said = self._tracker.called(words, self._clock(), begun)
        self._store(said)
        return said

    def renew(self) -> None:
        """Goes over to a new connection when nobody speaks: its setup has changed."""
        self._lifeline.renew()

    def microphone_off(self) -> None:
        if self.push_to_talk:
            self.end_activity()
        else:
            self._uplink.put(AudioEnd())

    def interrupt(self) -> None:
        self._lifeline.silenced()
        self._handle(self._tracker.interrupt(self._clock()))

    def played(self, turn: int, samples: int) -> None:
        self._handle(self._tracker.played(turn, samples, self._clock()))

    def summary(self, outcome: Outcome, error_code: str = "") -> Summary:
        return Summary(
            outcome=outcome,
            error_code=error_code,
            turns=self._tracker.completed,
            microphone_ms=self._microphone_bytes // _MICROPHONE_BYTES_PER_MS,
            dropped_ms=self._uplink.dropped_ms,
            pictures=self._pictures,
            speech_ms=self._speech_bytes // _SPEECH_BYTES_PER_MS,
        )

    def hush(self) -> None:
        """From now on results of functions alone go up; what is being answered may be heard to its end."""
        self._uplink.close()

    async def quiet(self) -> None:
        """Until no answer is under way."""
        await self._quiet.wait()

    # What the lifeline tells

    def live(self) -> None:
        if self.stage is Stage.CONNECTING:
            self.stage = Stage.LIVE
            self._on_live()
        self._handle(self._tracker.link_is(Link.LIVE))

    def received(self, message: ServerMessage) -> None:
        self._handle(self._tracker.receive(message, self._clock()))
        if message.go_away_s is not None:
            self._emit(GoAway(int(message.go_away_s * 1000)))

    def sent(self, item: Item) -> None:
        match item:
            case MicrophoneChunk(sequence=sequence, pcm=pcm):
                self._microphone_bytes += len(pcm)
                self._taken = (sequence, self._taken[1])
            case Picture(frame=frame):
                self._pictures += 1
                self._taken = (self._taken[0], frame)
        self._acknowledge(at_once=not isinstance(item, MicrophoneChunk))

    def lost(self, failure: UpstreamError | None) -> None:
        outputs = self._tracker.lost(self._clock())
        if failure is not None and self.stage is Stage.LIVE:
            outputs += self._tracker.link_is(Link.RECONNECTING)
        self._handle(outputs)

    def gave_up(self) -> None:
        self._handle(self._tracker.gave_up())

    def notice(self, code: str, message: str) -> None:
        self._emit(Upstream(code, message))

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
        told: list[Event | Speech | None] = []
        for output in outputs:
            match output:
                case Utterance():
                    self._store(output)
                case TurnTokens():
                    told.append(self._bill(output))
                case _:
                    told.append(output)
        self._note_quiet()
        for event in told:
            if isinstance(event, Speech):
                self._speech_bytes += len(event.pcm)
            if event is not None:
                self._emit(event)
        if self._nothing_waits:
            self._speech_due.set()

    def _note_quiet(self) -> None:
        if self._tracker.answering:
            self._quiet.clear()
        else:
            self._quiet.set()

    def _acknowledge(self, *, at_once: bool) -> None:
        now = self._clock()
        recently = now - self._acknowledged_at < ACKNOWLEDGE_EVERY_S
        if self._taken == self._acknowledged or (recently and not at_once):
            return
        self._acknowledged, self._acknowledged_at = self._taken, now
        microphone, frame = self._taken
        self._emit(Acknowledged(microphone, frame, self._uplink.dropped_ms))
