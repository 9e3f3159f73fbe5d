"""One client's connection from its setup to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import assert_never

from chat.emulator import server_messages
from chat.emulator.activity import (
    BYTES_PER_SECOND,
    ActivityEvent,
    ActivityStarted,
    AutomaticListening,
    Listening,
    ManualListening,
)
from chat.emulator.blocking import OneAtATime
from chat.emulator.catalogue import Api
from chat.emulator.client_messages import (
    ClientMessage,
    Content,
    ContextUpdate,
    MarkedEnd,
    MarkedStart,
    Picture,
    Sound,
    SoundStreamEnd,
    ToolResponse,
    TypedText,
    parse_client_message,
    read_frame,
    setup_of,
)
from chat.emulator.conversation import Conversation
from chat.emulator.line import Line
from chat.emulator.plan import Manner
from chat.emulator.refusals import CONNECTION_EXPIRED, SETUP_LATE, Refusal
from chat.emulator.resample import OUTPUT_RATE, Resampler
from chat.emulator.resumption import Resumptions, Standing
from chat.emulator.script import Event
from chat.emulator.script_runner import ScriptRunner, Talk
from chat.emulator.senses import Senses
from chat.emulator.setup import Setup, parse_setup

SETUP_TIMEOUT_S = 60
SLICE_BYTES = BYTES_PER_SECOND
"""Sound examined before other sessions get their turn."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a connection may last. https://ai.google.dev/gemini-api/docs/live-session"""

    connection_s: float = 590.0
    time_left_s: float = 50.0
    """What goAway leaves."""


class Session:
    def __init__(
        self,
        line: Line,
        api: Api,
        senses: Senses,
        pool: Executor,
        resumptions: Resumptions,
        lifetime: Lifetime,
        runner: ScriptRunner,
        manner: Manner,
    ) -> None:
        self._line = line
        self._api = api
        self._senses = senses
        self._blocking = OneAtATime(pool)
        self._resumptions = resumptions
        self._lifetime = lifetime
        self._runner = runner
        self._manner = manner
        self._heard_bytes = 0
        self._resampler = Resampler(OUTPUT_RATE)

    async def set_up(self) -> Setup:
        """Awaits the setup and checks it. Raises Refusal."""
        try:
            async with asyncio.timeout(SETUP_TIMEOUT_S):
                frame = await self._line.receive()
        except TimeoutError:
            raise Refusal(SETUP_LATE) from None
        return parse_setup(setup_of(read_frame(frame, vertex=self._api.vertex)), self._api)

    async def run(self, setup: Setup) -> None:
        """Never returns: raises Refusal or ConnectionClosed, within an ExceptionGroup once set up."""
        before = self._resume(setup.handle) if setup.handle else None
        await self._runner.happen(Event.SETUP)
        await self._line.send(server_messages.setup_complete())
        conversation = Conversation(
            setup,
            self._senses,
            self._line,
            self._blocking,
            before,
            self._offer_handle,
            self._runner.plan,
            self._manner,
        )
        async with asyncio.TaskGroup() as group:
            self._runner.start(Talk(group, conversation.inputs, lambda: conversation.functions))
            group.create_task(conversation.run())
            group.create_task(self._expire())
            await self._read(conversation, self._listening(setup))

    async def _read(self, conversation: Conversation, listening: Listening) -> None:
        while True:
            message = read_frame(await self._line.receive(), vertex=self._api.vertex)
            for each in parse_client_message(message):
                await self._take(each, conversation, listening)

    async def _take(self, message: ClientMessage, conversation: Conversation, listening: Listening) -> None:
        match message:
            case Sound():
                await self._listen(message, conversation, listening)
            case Picture(data):
                conversation.see(data)
            case TypedText() | Content() | ToolResponse() | ContextUpdate():
                await conversation.inputs.put(message)
            case SoundStreamEnd():
                await self._pass_on(listening.stream_end(), conversation)
            case MarkedStart():
                await self._pass_on(listening.activity_start(), conversation)
            case MarkedEnd():
                await self._pass_on(listening.activity_end(), conversation)
            case _:
                assert_never(message)

    async def _listen(self, sound: Sound, conversation: Conversation, listening: Listening) -> None:
        if sound.rate != self._resampler.rate:
            self._resampler = Resampler(sound.rate)
        pcm = sound.pcm if sound.rate == OUTPUT_RATE else self._resampler.feed(sound.pcm)
        for start in range(0, len(pcm), SLICE_BYTES):
            piece = pcm[start : start + SLICE_BYTES]
            self._heard_bytes += len(piece)
            await self._pass_on(listening.feed(piece), conversation)
            await self._runner.heard(1000 * len(piece) / BYTES_PER_SECOND)
            await asyncio.sleep(0)

    async def _pass_on(self, events: Iterable[ActivityEvent], conversation: Conversation) -> None:
        for event in events:
            if self._manner.voice_activity:
                kind = "ACTIVITY_START" if isinstance(event, ActivityStarted) else "ACTIVITY_END"
                await self._line.send(
                    server_messages.voice_activity(kind, self._heard_bytes / BYTES_PER_SECOND)
                )
            await conversation.inputs.put(event)

    def _listening(self, setup: Setup) -> Listening:
        if setup.detection is None:
            return ManualListening()
        return AutomaticListening(setup.detection, self._senses.new_detector())

    async def _expire(self) -> None:
        await asyncio.sleep(self._lifetime.connection_s - self._lifetime.time_left_s)
        await self._line.send(server_messages.go_away(self._lifetime.time_left_s))
        await asyncio.sleep(self._lifetime.time_left_s)
        raise Refusal(CONNECTION_EXPIRED)

    def _offer_handle(self, standing: Standing) -> str:
        return self._resumptions.offer(standing, self._line.number, lambda: self._line.is_open)

    def _resume(self, handle: str) -> Standing:
        """What was said before. Raises Refusal."""
        resumable = self._resumptions.take(handle)
        self._line.resumed(resumable.connection)
        return resumable.standing
