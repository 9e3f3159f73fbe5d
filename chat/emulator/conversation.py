"""Who says what next: takes the user's inputs one after another, answers, and lets itself be interrupted."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from copy import deepcopy
from typing import assert_never

from chat.emulator import server_messages
from chat.emulator.activity import BYTES_PER_SECOND, ActivityEnded, ActivityStarted
from chat.emulator.answer import Answer, Answers
from chat.emulator.blocking import OneAtATime
from chat.emulator.client_messages import Content, ContextUpdate, ToolResponse, TypedText
from chat.emulator.functions import Function, Scheduling, parse_functions
from chat.emulator.inputs import AnswerEnded, Input, Interruption, Prompt, Unasked
from chat.emulator.line import Line
from chat.emulator.notes import Notes
from chat.emulator.plan import Manner, Plan
from chat.emulator.refusals import NOT_IMPLEMENTED, Refusal
from chat.emulator.resumption import Standing
from chat.emulator.senses import Senses
from chat.emulator.setup import Setup
from chat.emulator.tool_calls import PendingCalls, Result, response_text, told
from chat.emulator.usage import Context, Entry, TokenCount, Usage, audio_tokens, text_tokens

TOOL = "tool"
"""Who said it, of a function's result."""
MOST_INPUTS = 64
MOST_WAITING = 4
"""Utterances that may wait for the end of a reply that may not be interrupted; the oldest is dropped."""
MOST_RESULTS = 1000
"""Results of functions that may wait to be told; the oldest is dropped."""
RESUMPTION_EACH_S = 1.2
"""As measured on the service."""
GAP_EACH, GAPS = 3, (51, 25, 39)
"""Every third turn's details fall short of the prompt's total by so many tokens, which were all observed."""

logger = logging.getLogger(__name__)


class Conversation:
    def __init__(
        self,
        setup: Setup,
        senses: Senses,
        line: Line,
        blocking: OneAtATime,
        before: Standing | None,
        offer_handle: Callable[[Standing], str],
        plan: Callable[[str], Awaitable[Plan]],
        manner: Manner,
    ) -> None:
        self.inputs: asyncio.Queue[Input] = asyncio.Queue(MOST_INPUTS)
        self._setup = setup
        self._hearing = senses.hearing
        self._line = line
        self._send = line.send
        self._blocking = blocking
        self._offer_handle = offer_handle
        self._plan = plan
        self._manner = manner
        if before is None:
            self._mind = senses.new_mind(setup.system_instruction, setup.aloud)
        else:
            self._mind = deepcopy(before.mind)
            self._mind.instruct(setup.system_instruction)
        entries = before.entries if before else ()
        self._notes = Notes(Context(setup.system_instruction, setup.compression, entries), self._mind)
        self._offered: tuple[tuple[Entry, ...], str] | None = None
        """The last handle, and where the session stood."""
        self._calls = PendingCalls(setup.functions)
        self._answers = Answers(setup, senses.voice, self._mind, line.send, blocking, self._calls, manner)
        self._waiting: deque[Prompt] = deque(maxlen=MOST_WAITING)
        self._results: deque[Result] = deque(maxlen=MOST_RESULTS)
        """Of functions that nothing waited for."""
        self._tool_use: list[Entry] = []
        """Results that came since the last turn."""
        self._person_speaks = False
        self._turns = 0
        self._answer: Answer | None = None
        """The one whose turn is open."""
        self._task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            if self._setup.resumption:
                await self._send(await self._resumption())
                group.create_task(self._repeat_resumption())
            while True:
                prompt = await self._take(await self.inputs.get())
                if prompt is not None:
                    self._waiting.append(prompt)
                while self._answer is None and (due := self._next_prompt()) is not None:
                    await self._begin(due, group)

    @property
    def functions(self) -> Sequence[Function]:
        """That may be called from here on."""
        return self._calls.functions

    def see(self, picture: bytes) -> None:
        self._notes.see(picture)

    async def _take(self, what: Input) -> Prompt | None:
        """What there is to answer after this input; a prompt waits while a reply runs."""
        match what:
            case ActivityStarted():
                self._person_speaks = True
                if self._setup.interruptible:
                    await self._interrupt()
            case ActivityEnded(pcm):
                self._person_speaks = False
                return await self._hear(pcm)
            case TypedText(text):
                await self._interrupt()
                self._notes.note("user", text, text_tokens(text))
                return Prompt(text, picture=self._notes.newest_picture())
            case Content():
                await self._interrupt()
                asked = self._notes.read(what)
                return None if asked is None else Prompt(asked[0], picture=asked[1])
            case ToolResponse():
                await self._respond(what)
            case ContextUpdate():
                self._update(what)
            case AnswerEnded(answer):
                if answer is self._answer:
                    await self._close_turn(answer)
            case Unasked(plan):
                return Prompt("", plan=plan)
            case Interruption():
                if not await self._interrupt():
                    await self._send(server_messages.interrupted())
            case _:
                assert_never(what)
        return None

    def _update(self, update: ContextUpdate) -> None:
        """Raises Refusal where the model does not take it."""
        if not self._setup.model.updates:
            raise Refusal(NOT_IMPLEMENTED)
        if update.system_instruction is not None:
            self._notes.context.instruct(update.system_instruction)
            self._mind.instruct(update.system_instruction)
        if update.tools is not None:
            self._calls.functions = parse_functions(update.tools, self._setup.model.behaviours)

    async def _hear(self, pcm: bytes) -> Prompt:
        said = await self._blocking(self._hearing.transcribe, pcm)
        if said and self._setup.input_transcription:
            await self._send(server_messages.input_transcription(said, self._setup.heard_language))
        self._notes.note("user", said, audio_tokens(len(pcm) / BYTES_PER_SECOND))
        return Prompt(said, spoken=True, picture=self._notes.newest_picture())

    async def _respond(self, message: ToolResponse) -> None:
        results = []
        for response in message.responses:
            issued = self._calls.take(response)
            if issued is None:
                logger.info("a tool response that no call waits for is passed over")
                continue
            text = response_text(response)
            results.append(
                (Result(issued.call, response), issued.blocking, Entry(TOOL, text, text_tokens(text)))
            )
        free = [result for result, blocking, _ in results if not blocking]
        if any(result.response.scheduling is Scheduling.INTERRUPT for result in free):
            await self._interrupt(by_person=False)
        self._tool_use += [entry for _, _, entry in results]
        self._results += [each for each in free if each.response.scheduling is not Scheduling.SILENT]

    def _next_prompt(self) -> Prompt | None:
        if self._waiting:
            return self._waiting.popleft()
        if self._results and not self._person_speaks:
            results = list(self._results)
            self._results.clear()
            return Prompt("", plan=Plan(sentences=tuple(told(results))))
        return None

    async def _begin(self, prompt: Prompt, group: asyncio.TaskGroup) -> None:
        plan = prompt.plan or await self._plan(prompt.said)
        if plan.silent:
            return
        self._notes.remember_unanswered()
        self._answer = self._answers.new(prompt.said, prompt.spoken, prompt.picture, plan)
        self._answer.billed = self._notes.context.tokens()
        self._task = group.create_task(self._run(self._answer))

    async def _run(self, answer: Answer) -> None:
        await self._answers.run(answer)
        await self.inputs.put(AnswerEnded(answer))

    async def _interrupt(self, *, by_person: bool = True) -> bool:
        """The turn that is open ends here, with what was sent of it. False where none is.

        A result that interrupts leaves the calls that nothing waits for: it may be one of several.
        """
        answer, task = self._answer, self._task
        if answer is None or task is None:
            return False
        task.cancel()
        await asyncio.wait([task])
        await self._send(server_messages.interrupted())
        cancelled = self._calls.cancel(answer.reply, blocking_only=not by_person)
        if cancelled:
            await self._send(server_messages.tool_call_cancellation(cancelled))
        if answer.by_mind:
            await self._blocking(self._mind.cut, answer.reply.said)
        await self._close_turn(answer)
        return True

    async def _close_turn(self, answer: Answer) -> None:
        self._answer = None
        self._turns += 1
        used, self._tool_use = self._tool_use, []
        tool_use = sum((entry.tokens for entry in used), TokenCount())
        usage = Usage(answer.billed, answer.tokens, tool_use, answer.plan.thought_tokens, self._gap())
        for entry in used:
            self._notes.context.add(entry)
        self._notes.context.add(Entry("model", answer.reply.said, answer.tokens))
        await self._answers.remember(answer)
        await self._send(server_messages.turn_complete(usage, self._interaction()))
        if self._setup.resumption:
            await self._send(await self._resumption())

    def _interaction(self) -> str:
        if not self._setup.model.tells_interaction:
            return ""
        return "IN_PROGRESS" if self._calls.awaited() or self._results else "IDLE"

    def _gap(self) -> int:
        """Tokens that the details leave out: now and then, as with the service."""
        if self._manner.usage_gap is not None:
            return self._manner.usage_gap
        return GAPS[self._turns // GAP_EACH % len(GAPS)] if self._turns % GAP_EACH == 0 else 0

    async def _repeat_resumption(self) -> None:
        while True:
            await asyncio.sleep(RESUMPTION_EACH_S)
            await self._line.send_uncounted(await self._resumption())

    async def _resumption(self) -> bytes:
        """The handle of the session as it stands; none holds while something is to be said or awaited."""
        entries = self._notes.context.entries
        if not self._busy() and (self._offered is None or self._offered[0] != entries):
            mind = await self._blocking(deepcopy, self._mind)
            self._offered = entries, self._offer_handle(Standing(entries, mind))
        if self._busy() or self._offered is None:
            return server_messages.not_resumable()
        return server_messages.resumable(self._offered[1])

    def _busy(self) -> bool:
        return self._answer is not None or self._calls.awaited() or bool(self._results or self._waiting)
