"""Exchange: one connection to the model, both ways, from before its setup to its end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from chat.boundary import first_of
from chat.calling import Tools
from chat.carryover import Carryover, Recall
from chat.errors import Remedy, UpstreamError
from chat.gemini.failures import typed_failures
from chat.gemini.upstream import Upstream
from chat.gemini.wire import FunctionResponse, Said, Scheduling, ServerMessage
from chat.handover import Handover
from chat.protocol.frames import MicrophoneChunk, Picture
from chat.protocol.limits import BYTES_PER_SAMPLE, OUTPUT_SAMPLE_RATE
from chat.push_to_talk import PushToTalk
from chat.uplink import ActivityEnd, ActivityStart, AudioEnd, Item, Prompt, TypedText, Uplink
from chat.watchdog import Watchdog

NOT_REFUSED = frozenset({"", "TURN_COMPLETE_REASON_UNSPECIFIED", "MALFORMED_FUNCTION_CALL"})
"""turnCompleteReason of a turn that can be asked for again. https://ai.google.dev/api/live#TurnCompleteReason"""

_SPEECH_BYTES_PER_S = OUTPUT_SAMPLE_RATE * BYTES_PER_SAMPLE


class Listener(Protocol):
    """What is told of the model's side; none of these may wait."""

    def live(self) -> None:
        """A connection has come to be."""

    def received(self, message: ServerMessage) -> None: ...

    def sent(self, item: Item) -> None: ...

    def lost(self, failure: UpstreamError | None) -> None:
        """The connection is gone; by itself for the next one where there is no failure."""

    def notice(self, code: str, message: str) -> None:
        """Something that the person should know and need not act on."""

    def gave_up(self) -> None:
        """No answer will come any more to what was asked."""


class _HandOver(Exception):
    """The connection is to be left for the next one."""


class Exchange:
    def __init__(
        self,
        uplink: Uplink,
        carryover: Carryover,
        push_to_talk: PushToTalk,
        listener: Listener,
        tools: Tools,
        *,
        stalled_after_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.handover = Handover(clock)
        self.live_at: float | None = None
        self._uplink = uplink
        self._carryover = carryover
        self._push_to_talk = push_to_talk
        self._listener = listener
        self._tools = tools
        self._watchdog = Watchdog(stalled_after_s, clock)
        self._clock = clock
        self._calls: set[str] = set()
        """Ids of the calls that this connection waits for."""
        self._speaks_until = 0.0

    async def run(self, upstream: Upstream) -> UpstreamError | None:
        """Until it fails, or (None) is to be left for the next connection."""
        failure = None
        recall = self._carryover.recall()
        self.live_at = self._clock()
        self._listener.live()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._receive(upstream), name="receive")
                tasks.create_task(self._send(upstream, recall), name="send")
                tasks.create_task(self._watch(), name="watch")
                await self.handover.due()
                raise _HandOver
        except* _HandOver:
            pass
        except* UpstreamError as failed:
            failure = first_of(failed)
        return failure

    def look(self, *, progress: bool = True) -> None:
        """Tells those who wait for quiet, or for the model, how things stand."""
        busy = self._tools.busy or self._push_to_talk.held
        self._watchdog.look(
            owes=self._carryover.owes and not busy, progress=progress, speaks_until=self._speaks_until
        )
        self.handover.look(calm=self._carryover.calm and not busy, settled=self._carryover.settled)

    async def _receive(self, upstream: Upstream) -> None:
        """Always reading: sixteen unread frames and the connection dies."""
        with typed_failures():
            await upstream.receive_all(self._take)

    def _take(self, message: ServerMessage) -> None:
        now = self._clock()
        unanswered = self._carryover.received(message, now)
        self._listener.received(message)
        if message.interrupted:
            self._speaks_until = now
        if message.speech:
            self._speaks_until = max(self._speaks_until, now) + len(message.speech) / _SPEECH_BYTES_PER_S
        if message.calls:
            self._call(message)
        if message.cancelled_calls:
            self._calls -= set(message.cancelled_calls)
            self._tools.cancel(message.cancelled_calls)
        if message.go_away_s is not None:
            self.handover.ask(message.go_away_s)
        if unanswered:
            self._mend_silence(unanswered, message.turn_complete_reason)
        self.look(progress=message.says_something)

    def _call(self, message: ServerMessage) -> None:
        self._calls |= {call.id for call in message.calls}
        self._tools.call(message.calls)
        if not self._tools.busy:
            self._carryover.goes_on()

    def _mend_silence(self, question: str, reason: str) -> None:
        """The model ended its turn without a word."""
        if reason not in NOT_REFUSED:
            self._give_up("answer_refused", "The model declined to answer that.")
        elif self._carryover.ask_again():
            self._uplink.put(Prompt(question, again=True))
            self._listener.notice("asked_again", "The model gave no answer: it is asked once more.")
        else:
            self._give_up("no_answer", "The model gave no answer. Say it in other words.")

    def _give_up(self, code: str, message: str) -> None:
        self._carryover.give_up()
        self._listener.notice(code, message)
        self._listener.gave_up()

    async def _watch(self) -> None:
        await self._watchdog.stalled()
        self._listener.notice("stalled", "The model has fallen silent: it is asked on a new connection.")
        raise UpstreamError(
            "upstream_stalled", "The model has fallen silent. Try again.", retry=True, remedy=Remedy.RECONNECT
        )

    async def _send(self, upstream: Upstream, recall: Recall) -> None:
        with typed_failures():
            await self._tell(upstream, recall)
            while True:
                item = await self._uplink.get(partial(self._pass_on, upstream))
                for admitted in await self._admitted(item):
                    await self._send_item(upstream, admitted)
                self._listener.sent(item)
                if not isinstance(item, MicrophoneChunk | Picture):
                    self.look()

    def _pass_on(self, upstream: Upstream, chunk: MicrophoneChunk) -> bool:
        """Sends a chunk that nothing waits before, in the turn in which it came; False where it can't."""
        if self._push_to_talk.on or not upstream.takes_at_once:
            return False
        self._carryover.sound.add(chunk.pcm)
        upstream.send_audio_at_once(chunk.pcm)
        self._listener.sent(chunk)
        return True

    async def _tell(self, upstream: Upstream, recall: Recall) -> None:
        """Tells a new connection what was lost with the one before it."""
        if recall.given_up:
            self._give_up("no_answer", "The model gave no answer. Say it again.")
        if recall.picture is not None:
            await upstream.send_picture(recall.picture)
        if recall.said:
            await upstream.recall(recall.said, answer=recall.answer)
            self._carryover.was_recalled()
        for item in self._push_to_talk.replayed(recall.audio):
            await self._send_item(upstream, item)
        if recall.audio_ended:
            await self._send_item(upstream, AudioEnd())
        self.look()

    async def _admitted(self, item: Item) -> tuple[Item, ...]:
        try:
            return await self._push_to_talk.admit(item)
        except asyncio.CancelledError:
            self._uplink.put_back(item)
            raise

    async def _send_item(self, upstream: Upstream, item: Item) -> None:
        """What is kept for the next connection is kept first: sending may be what fails."""
        match item:
            case MicrophoneChunk(pcm=pcm):
                self._carryover.sound.add(pcm)
                await upstream.send_audio(pcm)
            case Picture(jpeg=jpeg):
                self._carryover.picture = jpeg
                await upstream.send_picture(jpeg)
            case TypedText(text=text):
                self._carryover.asked(text)
                await upstream.send_text(text)
            case Prompt(text=text, again=again):
                if not again:
                    self._carryover.asked(text)
                await upstream.send_text(text)
            case AudioEnd():
                self._carryover.sound.end()
                await upstream.end_audio()
            case ActivityStart():
                await upstream.start_activity()
            case ActivityEnd():
                await upstream.end_activity()
            case FunctionResponse():
                await self._respond(upstream, item)

    async def _respond(self, upstream: Upstream, response: FunctionResponse) -> None:
        """A call of an earlier connection is unknown to this one: its result is told in words."""
        self._carryover.responded(response)
        if response.id in self._calls:
            if not response.will_continue:
                self._calls.discard(response.id)
            await upstream.respond(response)
        elif response.scheduling is Scheduling.SILENT:
            await upstream.recall([Said("user", response.in_words)], answer=False)
        else:
            await upstream.send_text(response.in_words)
