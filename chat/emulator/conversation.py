"""Who says what next: takes the user's inputs one after another, answers, and lets itself be interrupted."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from chat.emulator import server_messages
from chat.emulator.activity import BYTES_PER_SECOND, ActivityEnded, ActivityStarted
from chat.emulator.blocking import OneAtATime
from chat.emulator.client_messages import Content, ContentTurn, TypedText
from chat.emulator.reply import Reply, Send, SpokenReply, WrittenReply
from chat.emulator.senses import Senses
from chat.emulator.setup import Setup
from chat.emulator.usage import (
    Context,
    Entry,
    TokenCount,
    Usage,
    audio_tokens,
    picture_tokens,
    text_tokens,
)

PICTURE_LASTS_S = 30.0
"""A stream's picture older than this is no answer to "what do you see"."""
MOST_INPUTS = 64
MOST_UNANSWERED = 64
"""Turns that may wait to be asked about together; then they are history."""
MOST_WAITING = 4
"""Utterances that may wait for the end of a reply that may not be interrupted; the oldest is dropped."""


@dataclass(frozen=True, slots=True)
class ReplyEnded:
    """Its speech has been played; it is stale where the reply was interrupted meanwhile."""

    reply: Reply


Input = ActivityStarted | ActivityEnded | TypedText | Content | ReplyEnded


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a reply answers."""

    said: str
    spoken: bool
    picture: bytes | None


class Conversation:
    def __init__(
        self,
        setup: Setup,
        senses: Senses,
        send: Send,
        blocking: OneAtATime,
        entries: tuple[Entry, ...],
        offer_handle: Callable[[tuple[Entry, ...]], str],
    ) -> None:
        self.inputs: asyncio.Queue[Input] = asyncio.Queue(MOST_INPUTS)
        self._setup = setup
        self._senses = senses
        self._send = send
        self._blocking = blocking
        self._offer_handle = offer_handle
        self._mind = senses.new_mind(setup.system_instruction, setup.aloud)
        self._context = Context(setup.system_instruction, setup.compression, entries)
        for entry in entries:
            self._mind.seed(entry.role, entry.text)
        self._now = asyncio.get_running_loop().time
        self._picture = b""
        self._picture_at = 0.0
        self._pictures = 0
        """Pictures of the stream since the last prompt; all of them are billed."""
        self._unanswered: list[ContentTurn] = []
        """The user's turns for which no answer was asked yet."""
        self._waiting: deque[Prompt] = deque(maxlen=MOST_WAITING)
        self._reply: Reply | None = None
        """The reply whose turn is open."""
        self._billed = TokenCount()
        """The prompt of the open turn."""
        self._task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        await self._offer()
        async with asyncio.TaskGroup() as group:
            while True:
                prompt = await self._take(await self.inputs.get())
                if prompt is not None:
                    self._waiting.append(prompt)
                if self._waiting and self._reply is None:
                    self._answer(self._waiting.popleft(), group)

    def see(self, picture: bytes) -> None:
        self._picture, self._picture_at = picture, self._now()
        self._pictures += 1

    async def _take(self, what: Input) -> Prompt | None:
        """What there is to answer after this input; a prompt waits while a reply runs."""
        match what:
            case ActivityStarted():
                if self._setup.interruptible:
                    await self._interrupt()
                return None
            case ActivityEnded(pcm):
                return await self._hear(pcm)
            case TypedText(text):
                await self._interrupt()
                self._note("user", text, text_tokens(text))
                return Prompt(text, False, self._newest_picture())
            case Content():
                await self._interrupt()
                return self._read(what)
            case ReplyEnded(reply):
                if reply is self._reply:
                    await self._close_turn(reply)
                return None
            case _:
                assert_never(what)

    async def _hear(self, pcm: bytes) -> Prompt:
        said = await self._blocking(self._senses.hearing.transcribe, pcm)
        if said and self._setup.input_transcription:
            await self._send(server_messages.input_transcription(said))
        self._note("user", said, audio_tokens(len(pcm) / BYTES_PER_SECOND))
        return Prompt(said, True, self._newest_picture())

    def _read(self, content: Content) -> Prompt | None:
        for turn in content.turns:
            if turn.role == "model":
                self._remember_unanswered()
                self._mind.seed(turn.role, turn.text)
                self._note(turn.role, turn.text, text_tokens(turn.text))
            else:
                self._unanswered.append(turn)
        if not content.complete:
            if len(self._unanswered) > MOST_UNANSWERED:
                self._remember_unanswered()
            return None
        turns, self._unanswered = self._unanswered, []
        for turn in turns:
            self._note_turn(turn)
        pictures = [picture for turn in turns for picture in turn.pictures]
        said = "\n".join(turn.text for turn in turns if turn.text)
        return Prompt(said, False, pictures[-1] if pictures else self._newest_picture())

    def _remember_unanswered(self) -> None:
        turns, self._unanswered = self._unanswered, []
        for turn in turns:
            self._note_turn(turn)
            self._mind.seed(turn.role, turn.text)

    def _note_turn(self, turn: ContentTurn) -> None:
        self._note(turn.role, turn.text, text_tokens(turn.text) + picture_tokens(len(turn.pictures), "IMAGE"))

    def _note(self, role: str, text: str, tokens: TokenCount) -> None:
        streamed, self._pictures = picture_tokens(self._pictures, "VIDEO"), 0
        self._context.add(Entry(role, text, tokens + streamed))

    def _newest_picture(self) -> bytes | None:
        fresh = self._picture and self._now() - self._picture_at < PICTURE_LASTS_S
        return self._picture if fresh else None

    def _answer(self, prompt: Prompt, group: asyncio.TaskGroup) -> None:
        self._remember_unanswered()
        self._billed = self._context.tokens()
        self._reply = self._new_reply()
        self._task = group.create_task(self._run(prompt, self._reply))

    def _new_reply(self) -> Reply:
        if not self._setup.aloud:
            return WrittenReply(self._send, self._blocking)
        return SpokenReply(
            self._send,
            self._blocking,
            self._senses.voice,
            self._setup.voice,
            transcribed=self._setup.output_transcription,
        )

    async def _run(self, prompt: Prompt, reply: Reply) -> None:
        await self._send(server_messages.NOTHING)
        if self._setup.resumption:
            await self._send(server_messages.not_resumable())
        sentences = await self._blocking(self._mind.answer, prompt.said, prompt.picture, prompt.spoken)
        await reply.run(sentences)
        await self.inputs.put(ReplyEnded(reply))

    async def _interrupt(self) -> None:
        """The turn that is open ends here, with what was sent of it."""
        reply, task = self._reply, self._task
        if reply is None or task is None:
            return
        task.cancel()
        await asyncio.wait([task])
        await self._send(server_messages.interrupted())
        await self._close_turn(reply)
        await self._blocking(self._mind.cut, reply.said)

    async def _close_turn(self, reply: Reply) -> None:
        self._reply = None
        self._context.add(Entry("model", reply.said, reply.tokens))
        await self._send(server_messages.turn_complete(Usage(self._billed, reply.tokens)))
        await self._offer()

    async def _offer(self) -> None:
        if self._setup.resumption:
            await self._send(server_messages.resumable(self._offer_handle(self._context.entries)))
