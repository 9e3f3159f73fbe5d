"""LiveSession: one conversation with the model, from its setup to its end, however that comes.

The consumer gives it what the browser sends and takes what the browser shall get; the session owns the
connection to the model and closes it when `run` is left, whatever way.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from enum import Enum, auto

from chat.calling import NoTools, Tools
from chat.carryover import Carryover
from chat.errors import SlowReader, UpstreamError
from chat.gemini.wire import FunctionResponse, ServerMessage
from chat.lifeline import Connect, Lifeline
from chat.past import Counts, Past
from chat.protocol.events import Event, GoAway, Link, Upstream
from chat.protocol.frames import MicrophoneChunk, Picture, Speech
from chat.protocol.limits import MAX_CHUNK_BYTES
from chat.traffic import Traffic
from chat.transcript import Outcome, Summary, Utterance
from chat.turns import Output, TurnTracker
from chat.uplink import ActivityEnd, ActivityStart, AudioEnd, Item, Prompt, TypedText, Uplink
from chat.usage import TurnTokens
from chat.watchdog import STALLED_AFTER_S

ACKNOWLEDGE_EVERY_S = 0.2
DRAFT_EVERY_S = 2.0
"""So much of what is being said may be lost with the process."""


class Stage(Enum):
    """Forward only."""

    CONNECTING = auto()
    LIVE = auto()
    ENDED = auto()


class LiveSession:
    """`connect` opens the model's side, resuming by the handle that it is given, "" for none.

    `emit` takes events and speech for the browser, `store` utterances, finished or as far as they have come;
    neither may wait. `bill` takes the service's counts and returns what the browser shall get. `on_live` is
    called once, when the model has first answered in this process. `past` is what another one left.
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
        past: Past | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        past = past or Past()
        self.stage = Stage.LIVE if past.begun else Stage.CONNECTING
        self._emit = emit
        self._store = store
        self._bill = bill
        self._on_live = on_live
        self._clock = clock
        self._uplink = Uplink()
        self._lifeline = Lifeline(
            connect,
            self._uplink,
            self,
            tools or NoTools(),
            carryover=Carryover.of(past),
            live_before=past.begun,
            stalled_after_s=stalled_after_s,
            clock=clock,
        )
        self._tracker = TurnTracker(
            started_at=datetime.now(UTC),
            now=clock(),
            speech_wanted=speech_wanted,
            turn=past.turn + 1,
            last_sequence=past.sequence,
        )
        self._live_here = False
        self._newest, self._known = past.handle, past.known
        """The newest handle, and the last utterance that it knows of."""
        self._left_answering: int | None = None
        """What was being answered as the session ended."""
        self._drafts: dict[int, Utterance] = {}
        """By sequence, as they were stored last."""
        self._speech_due = asyncio.Event()
        """Set when something begins to wait for its time while nothing did."""
        self._nothing_waits = True
        self._traffic = Traffic(past.counts)
        self._quiet = asyncio.Event()
        """Set while no answer is under way."""
        self._quiet.set()
        self._acknowledging: asyncio.TimerHandle | None = None
        """Audio has gone up of which the browser is told in a moment."""
        self._pressed = False
        """An activity has been started and not yet ended."""

    async def run(self) -> None:
        """Until cancelled, or UpstreamError (in a group) when the model's side has failed for good."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._speak(), name="speak")
                tasks.create_task(self._keep_drafts(), name="drafts")
                tasks.create_task(self._lifeline.run(), name="lifeline")
        finally:
            self.stage = Stage.ENDED
            if self._acknowledging is not None:
                self._acknowledging.cancel()
            self._left_answering = self._answering()
            with suppress(SlowReader):
                self._handle(self._tracker.close(self._clock()))

    @property
    def turn(self) -> int:
        """That input belongs to now, or that is being answered."""
        return self._tracker.turn

    @property
    def push_to_talk(self) -> bool:
        """The model hears only what comes between `start_activity` and `end_activity`."""
        return self._lifeline.push_to_talk.on

    def adapt(self, *, push_to_talk: bool, may_stay_silent: bool, interruptible: bool = True) -> None:
        """To what the next connection's setup asks of the model."""
        self._lifeline.push_to_talk.turn(push_to_talk)
        self._lifeline.carryover.may_stay_silent = may_stay_silent
        self._lifeline.carryover.late.interruptible = self._tracker.late.interruptible = interruptible
        self._pressed = self._pressed and push_to_talk

    def left(self) -> None:
        """The browser is gone, perhaps for a moment."""
        self._tracker.left(self._clock())

    def suspend(self) -> None:
        """It stays away: lets go of the model's side until somebody has `joined`."""
        self.end_activity()
        self._lifeline.suspend()
        self._handle(self._tracker.give_up_unheard(self._clock()))

    def joined(self, turn: int = 0, samples: int = 0) -> None:
        """A browser is there again, which has played so much of `turn`; 0: it does not say."""
        self._lifeline.go_on()
        self._handle([*self._tracker.state(), *self._tracker.joined(turn, samples, self._clock())])

    def drafts(self) -> list[Utterance]:
        """What is being said, as far as it has come."""
        return self._tracker.drafts(self._clock())

    def past(self) -> Past:
        """What another process would need in order to go on, but for the utterances."""
        carryover, tracker = self._lifeline.carryover, self._tracker
        return Past(
            handle=carryover.handle,
            known=self._known,
            turn=tracker.turn,
            sequence=tracker.last_sequence,
            answering=self._answering() if self._left_answering is None else self._left_answering,
            counts=self._counts(),
        )

    def _answering(self) -> int:
        """The utterance of an answer that has not come completely, 0 for none."""
        return self._tracker.answering_sequence if self._lifeline.carryover.answering else 0

    @property
    def last_chunk(self) -> int | None:
        """The last microphone sequence that came."""
        return self._traffic.last_chunk

    def hear(self, chunk: MicrophoneChunk) -> None:
        self._traffic.last_chunk = chunk.sequence
        if self._pressed or not self.push_to_talk:
            self._uplink.put(chunk)

    async def hear_all(self, pcm: bytes) -> None:
        """Audio in large pieces, of a client not bound to real time: waits for room, drops nothing."""
        for start in range(0, len(pcm), MAX_CHUNK_BYTES):
            await self._uplink.room()
            self._uplink.put(MicrophoneChunk(0, 0, False, pcm[start : start + MAX_CHUNK_BYTES]))

    def see(self, picture: Picture) -> None:
        self._uplink.put(picture)

    def read(self, text: str, reference: str = "") -> int:
        """Typed words; returns their utterance's number. Raises ProtocolError where too many wait."""
        self._uplink.put(TypedText(text))
        self._handle(self._tracker.typed(text, self._clock(), reference))
        return self._tracker.last_sequence

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
        return Summary(outcome=outcome, error_code=error_code, **asdict(self._counts()))

    def _counts(self) -> Counts:
        return self._traffic.counts(self._tracker.completed, self._uplink.dropped_ms)

    def hush(self) -> None:
        """From now on results of functions alone go up; what is being answered may be heard to its end."""
        self._uplink.close()

    async def quiet(self) -> None:
        """Until no answer is under way."""
        await self._quiet.wait()

    # What the lifeline tells

    def live(self) -> None:
        if not self._live_here:
            self._live_here, self.stage = True, Stage.LIVE
            self._on_live()
        self._handle(self._tracker.link_is(Link.LIVE))

    def received(self, message: ServerMessage) -> None:
        self._handle(self._tracker.receive(message, self._clock()))
        if self._lifeline.carryover.handle != self._newest:
            self._newest = self._lifeline.carryover.handle
            # It may have been given before the service took in what is not answered yet.
            if not self._tracker.thinking:
                self._known = self._tracker.finished_sequence
        if message.go_away_s is not None:
            self._emit(GoAway(int(message.go_away_s * 1000)))

    def sent(self, item: Item) -> None:
        self._traffic.sent(item)
        if not isinstance(item, MicrophoneChunk):
            self._acknowledge()
        elif self._acknowledging is None:
            loop = asyncio.get_running_loop()
            self._acknowledging = loop.call_later(ACKNOWLEDGE_EVERY_S, self._acknowledge)

    def lost(self, failure: UpstreamError | None) -> None:
        outputs = self._tracker.lost(self._clock())
        if failure is not None and self.stage is Stage.LIVE:
            outputs += self._tracker.link_is(Link.RECONNECTING)
        self._handle(outputs)

    def gave_up(self) -> None:
        self._handle(self._tracker.gave_up())

    def notice(self, code: str, message: str) -> None:
        self._emit(Upstream(code, message))

    def is_draft(self, sequence: int) -> bool:
        """The newest that was stored of this utterance is not the whole of it."""
        return sequence in self._drafts

    async def _keep_drafts(self) -> None:
        while True:
            await asyncio.sleep(DRAFT_EVERY_S)
            drafts = {draft.sequence: draft for draft in self.drafts()}
            for sequence, draft in drafts.items():
                if draft != self._drafts.get(sequence):
                    self._store(draft)
            self._drafts = drafts

    def _acknowledge(self) -> None:
        if self._acknowledging is not None:
            self._acknowledging.cancel()
            self._acknowledging = None
        acknowledged = self._traffic.acknowledgement(self._uplink.dropped_ms)
        if acknowledged is not None:
            self._emit(acknowledged)

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
                    self._drafts.pop(output.sequence, None)
                    self._store(output)
                case TurnTokens():
                    told.append(self._bill(output))
                case _:
                    told.append(output)
        self._note_quiet()
        for event in told:
            if isinstance(event, Speech):
                self._traffic.spoken(event)
            if event is not None:
                self._emit(event)
        if self._nothing_waits and self._tracker.next_due_s(self._clock()) is not None:
            self._speech_due.set()

    def _note_quiet(self) -> None:
        if self._tracker.answering:
            self._quiet.clear()
        else:
            self._quiet.set()
