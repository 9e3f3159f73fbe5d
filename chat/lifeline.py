"""Lifeline: the way to the model, made anew whenever a connection ends, so that the talk goes on.

Connections last about ten minutes and break at any time. The old one is closed before the next is opened: the
service refuses to resume a session whose connection is still open.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from chat.boundary import first_of
from chat.calling import Tools
from chat.carryover import Carryover, Recall
from chat.errors import Remedy, UpstreamError
from chat.gemini.failures import typed_failures
from chat.gemini.upstream import Upstream
from chat.gemini.wire import FunctionResponse, Scheduling, ServerMessage
from chat.handover import Handover
from chat.protocol.frames import MicrophoneChunk, Picture
from chat.protocol.limits import BYTES_PER_SAMPLE, OUTPUT_SAMPLE_RATE
from chat.push_to_talk import PushToTalk
from chat.reconnecting import Reconnecting
from chat.uplink import ActivityEnd, ActivityStart, AudioEnd, Item, Prompt, TypedText, Uplink
from chat.watchdog import STALLED_AFTER_S, Watchdog

Connect = Callable[[str], AbstractAsyncContextManager[Upstream]]
"""Opens the model's side, resuming by the handle that it is given, "" for none."""

FIRST_WITHIN_S = 2.0
"""A first connection is tried again for so long: the person sits and waits for it."""
CHANGE_WITHIN_S = 20.0
NOT_REFUSED = frozenset({"", "TURN_COMPLETE_REASON_UNSPECIFIED", "MALFORMED_FUNCTION_CALL"})
"""turnCompleteReason of a turn that can be asked for again. https://ai.google.dev/api/live#TurnCompleteReason"""

_SPEECH_BYTES_PER_S = OUTPUT_SAMPLE_RATE * BYTES_PER_SAMPLE


class Listener(Protocol):
    """What a lifeline tells; none of these may wait."""

    def live(self) -> None:
        """A connection has come to be."""

    def received(self, message: ServerMessage) -> None: ...

    def sent(self, item: Item) -> None: ...

    def lost(self, failure: UpstreamError | None) -> None:
        """The connection is gone; by itself for the next one where there is no failure."""

    def notice(self, code: str, message: str) -> None:
        """Something that the person should know and need not act on."""


class _HandOver(Exception):
    """The connection is to be left for the next one."""


class Lifeline:
    def __init__(
        self,
        connect: Connect,
        uplink: Uplink,
        listener: Listener,
        tools: Tools,
        *,
        stalled_after_s: float = STALLED_AFTER_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._uplink = uplink
        self._listener = listener
        self._tools = tools
        self._clock = clock
        self._carryover = Carryover()
        self._handover = Handover(clock)
        self._watchdog = Watchdog(stalled_after_s, clock)
        self._live_at: float | None = None
        """When the present connection came to be."""
        self.push_to_talk = PushToTalk(clock)
        self._calls: set[str] = set()
        """Ids of the calls that the present connection waits for."""
        self._speaks_until = 0.0

    async def run(self) -> None:
        """Never returns; raises UpstreamError when the model's side has failed for good."""
        reconnecting = Reconnecting()
        began = self._clock()
        ever_live = False
        while True:
            handle = self._carryover.handle
            failure = await self._connection(handle)
            lived_s = None if self._live_at is None else self._clock() - self._live_at
            ever_live = ever_live or lived_s is not None
            if failure is not None and not ever_live and self._clock() - began > FIRST_WITHIN_S:
                raise failure
            self._disconnected(failure)
            if failure is None:
                continue
            delay_s = reconnecting.delay_after(failure, lived_s=lived_s, resuming=bool(handle))
            if lived_s is None and (failure.remedy is Remedy.AFRESH or not reconnecting.by_handle):
                self._carryover.forget_handle()
            await asyncio.sleep(delay_s)

    def renew(self) -> None:
        """Goes over to a new connection when nobody speaks, or else in CHANGE_WITHIN_S."""
        self._handover.ask(CHANGE_WITHIN_S)

    async def _connection(self, handle: str) -> UpstreamError | None:
        """One connection from its setup to its end: None where it was left for the next one."""
        self._live_at = None
        try:
            async with self._connect(handle) as upstream:
                return await self._exchange(upstream)
        except UpstreamError as failure:
            return failure
        finally:
            _stay_cancelled()

    async def _exchange(self, upstream: Upstream) -> UpstreamError | None:
        failure = None
        self._live_at = self._clock()
        self._handover = Handover(self._clock)
        self._uplink.connected = True
        recall = self._carryover.recall()
        self._listener.live()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._receive(upstream), name="receive")
                tasks.create_task(self._send(upstream, recall), name="send")
                tasks.create_task(self._watch(), name="watch")
                await self._handover.due()
                raise _HandOver
        except* _HandOver:
            pass
        except* UpstreamError as failed:
            failure = first_of(failed)
        return failure

    def _disconnected(self, failure: UpstreamError | None) -> None:
        self._uplink.connected = False
        self._calls.clear()
        self._tools.disconnected()
        self._listener.lost(failure)

    async def _receive(self, upstream: Upstream) -> None:
        """Always reading: sixteen unread frames and the connection dies."""
        with typed_failures():
            while True:
                self._take(await upstream.receive())

    def _take(self, message: ServerMessage) -> None:
        unanswered = self._carryover.received(message)
        self._listener.received(message)
        if message.speech:
            started = max(self._speaks_until, self._clock())
            self._speaks_until = started + len(message.speech) / _SPEECH_BYTES_PER_S
        if message.calls:
            self._calls |= {call.id for call in message.calls}
            self._tools.call(message.calls)
        if message.cancelled_calls:
            self._calls -= set(message.cancelled_calls)
            self._tools.cancel(message.cancelled_calls)
        if message.go_away_s is not None:
            self._handover.ask(message.go_away_s)
        if unanswered:
            self._mend_silence(unanswered, message.turn_complete_reason)
        self._look(progress=message.says_something)

    def _mend_silence(self, question: str, reason: str) -> None:
        """The model ended its turn without a word."""
        if reason not in NOT_REFUSED:
            self._listener.notice("answer_refused", "The model declined to answer that.")
        elif self._carryover.ask_again():
            self._uplink.put(Prompt(question))
            self._listener.notice("asked_again", "The model gave no answer: it is asked once more.")
            return
        else:
            self._listener.notice("no_answer", "The model gave no answer. Say it in other words.")
        self._carryover.give_up()

    def _look(self, *, progress: bool = True) -> None:
        """Tells those who wait for quiet, or for the model, how things stand."""
        owes = self._carryover.awaits_turn and not self._tools.busy
        self._watchdog.look(owes=owes, progress=progress, speaks_until=self._speaks_until)
        busy = self._tools.busy or self.push_to_talk.pressed
        self._handover.look(calm=not (self._carryover.awaits_turn or busy), settled=self._carryover.settled)

    async def _watch(self) -> None:
        await self._watchdog.stalled()
        self._listener.notice("stalled", "The model has fallen silent: it is asked on a new connection.")
        raise UpstreamError(
            "upstream_stalled", "The model has fallen silent. Try again.", retry=True, remedy=Remedy.RECONNECT
        )

    async def _send(self, upstream: Upstream, recall: Recall) -> None:
        with typed_failures():
            await self._recall(upstream, recall)
            while True:
                item = await self._uplink.get()
                for admitted in await self.push_to_talk.admit(item):
                    await self._send_item(upstream, admitted)
                self._listener.sent(item)
                if not isinstance(item, MicrophoneChunk | Picture):
                    self._look()

    async def _recall(self, upstream: Upstream, recall: Recall) -> None:
        """Tells a new connection what was lost with the one before it."""
        if recall.given_up:
            self._listener.notice("no_answer", "The model gave no answer. Say it again.")
        if recall.said:
            await upstream.recall(recall.said, answer=recall.answer)
        if recall.audio and self.push_to_talk.on:
            await upstream.start_activity()
        for pcm in recall.audio:
            await upstream.send_audio(pcm)
        await self._close_replayed(upstream, replayed=bool(recall.audio))
        if recall.audio_ended:
            await upstream.end_audio()
        self._look()

    async def _close_replayed(self, upstream: Upstream, *, replayed: bool) -> None:
        """An activity that had ended on the old connection ends on the new one; a held one stays open."""
        if not self.push_to_talk.pressed:
            if replayed and self.push_to_talk.on:
                await upstream.end_activity()
        elif not replayed:
            self.push_to_talk.begun = False

    async def _send_item(self, upstream: Upstream, item: Item) -> None:
        """What is kept for the next connection is kept first: sending may be what fails."""
        match item:
            case MicrophoneChunk(pcm=pcm):
                self._carryover.sent_audio(pcm)
                await upstream.send_audio(pcm)
            case Picture(jpeg=jpeg):
                await upstream.send_picture(jpeg)
            case TypedText(text=text):
                self._carryover.sent_words(text)
                await upstream.send_text(text)
            case Prompt(text=text):
                await upstream.send_text(text)
            case AudioEnd():
                self._carryover.sent_audio_end()
                await upstream.end_audio()
            case ActivityStart():
                await upstream.start_activity()
            case ActivityEnd():
                await upstream.end_activity()
            case FunctionResponse():
                await self._respond(upstream, item)

    async def _respond(self, upstream: Upstream, response: FunctionResponse) -> None:
        """A call of an earlier connection is unknown to this one: its result is told in words."""
        if response.id in self._calls:
            if not response.will_continue:
                self._calls.discard(response.id)
            await upstream.respond(response)
        elif response.scheduling is not Scheduling.SILENT:
            result = json.dumps(response.response, ensure_ascii=False)
            await upstream.send_text(f"Tell me now what the function {response.name} has come to: {result}")


def _stay_cancelled() -> None:
    """A TaskGroup whose task fails just as it is cancelled tells the failure alone: the rest would go on."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
