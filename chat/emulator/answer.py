"""Making an answer: what is called for it, what is said, and how."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chat.emulator import server_messages
from chat.emulator.blocking import OneAtATime
from chat.emulator.choosing import choose
from chat.emulator.functions import FunctionCall
from chat.emulator.plan import Manner, Plan
from chat.emulator.reply import Reply, Send, SpokenReply, WrittenReply
from chat.emulator.senses import Answering
from chat.emulator.setup import Setup
from chat.emulator.speaking import Voice
from chat.emulator.tool_calls import PendingCalls, announced, told
from chat.emulator.usage import TokenCount, text_tokens


@dataclass(slots=True, eq=False)
class Answer:
    """One turn of the model's."""

    said: str
    """By the person."""
    spoken: bool
    picture: bytes | None
    plan: Plan
    reply: Reply
    billed: TokenCount = field(default_factory=TokenCount)
    """Its prompt."""
    called: TokenCount = field(default_factory=TokenCount)
    """Its calls of functions."""
    by_mind: bool = False
    """Its words are the mind's own, which remembers them by itself."""

    @property
    def tokens(self) -> TokenCount:
        """Of what was sent so far."""
        return self.reply.tokens + self.called


class Answers:
    """Of one session."""

    def __init__(
        self,
        setup: Setup,
        voice: Voice,
        mind: Answering,
        send: Send,
        blocking: OneAtATime,
        calls: PendingCalls,
        manner: Manner,
    ) -> None:
        self._setup = setup
        self._voice = voice
        self._mind = mind
        self._send = send
        self._blocking = blocking
        self._calls = calls
        self._manner = manner

    def new(self, said: str, spoken: bool, picture: bytes | None, plan: Plan) -> Answer:
        return Answer(said, spoken, picture, plan, self._new_reply(plan))

    async def run(self, answer: Answer) -> None:
        """Returns when turnComplete is due. Cancelled, it sends nothing more."""
        await asyncio.sleep(answer.plan.delay_s)
        await self._send(server_messages.NOTHING)
        if self._setup.resumption:
            await self._send(server_messages.not_resumable())
        for message in answer.plan.opening:
            await self._send(message)
        await answer.reply.run(await self._sentences(answer))

    async def remember(self, answer: Answer) -> None:
        """Tells the mind what was said without it."""
        if answer.by_mind:
            return
        for role, text in (("user", answer.said), ("model", answer.reply.said)):
            if text:
                await self._blocking(self._mind.seed, role, text)

    def _new_reply(self, plan: Plan) -> Reply:
        if not self._setup.aloud:
            return WrittenReply(self._send, self._blocking)
        return SpokenReply(
            self._send,
            self._blocking,
            self._voice,
            self._setup.voice,
            transcribed=self._setup.output_transcription,
            burst=plan.burst or self._manner.burst,
            shift_ms=plan.shift_ms or self._manner.shift_ms,
        )

    async def _sentences(self, answer: Answer) -> Iterator[str]:
        plan, calls = answer.plan, self._calls_of(answer)
        of_calls = await self._call(calls, answer) if calls else ()
        if plan.sentences is not None:
            return iter(plan.sentences)
        if calls:
            return iter(of_calls)
        answer.by_mind = True
        sentences: Iterator[str] = await self._blocking(
            self._mind.answer, answer.said, answer.picture, answer.spoken
        )
        return sentences

    def _calls_of(self, answer: Answer) -> Sequence[FunctionCall]:
        if answer.plan.calls is not None:
            return answer.plan.calls
        asked = None if answer.plan.sentences else choose(self._calls.functions, answer.said)
        return (asked,) if asked else ()

    async def _call(self, calls: Sequence[FunctionCall], answer: Answer) -> Sequence[str]:
        """Calls, awaits what blocks, and gives what is to be said about it."""
        issued = self._calls.issue(calls, answer.reply)
        for call in calls:
            written = json.dumps(call.arguments, ensure_ascii=False, default=str)
            answer.called += text_tokens(call.name + written)
        await self._send(server_messages.tool_call(issued))
        sentences = list(told(await self._calls.results(answer.reply)))
        free = [each.call for each in issued if not each.blocking]
        return [*sentences, announced(free)] if free else sentences
