"""Plays a scenario on one connection: told of its events, it shapes replies and breaks what shall break."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import Any, assert_never

from chat.emulator import script, server_messages
from chat.emulator.functions import Function, FunctionCall, sample_call
from chat.emulator.inputs import Input, Interruption, Unasked
from chat.emulator.line import Line
from chat.emulator.plan import USUAL, Manner, Plan
from chat.emulator.playing import Progress
from chat.emulator.refusals import CONNECTION_EXPIRED, Refusal
from chat.emulator.script import Action, Event, Rule, Script
from chat.emulator.usage import text_tokens

STORM = Function("storm")
"""Called in a storm where the client declared no function."""
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*|[.!?…]+")
_OF_PLAN = (script.OfReply, script.Burst, script.TranscriptShift, script.Silent)
"""At an answer they are part of its plan."""
_OF_TALK = (script.OfReply, script.Interrupt, script.GoAway)
"""Before there is a conversation they wait for it."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Talk:
    """What a runner acts on once the setup is complete."""

    group: asyncio.TaskGroup
    inputs: asyncio.Queue[Input]
    functions: Callable[[], Sequence[Function]]

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Of a session that is ending nothing more is begun."""
        try:
            self.group.create_task(work)
        except RuntimeError:
            work.close()


class ScriptRunner:
    def __init__(self, script: Script, progress: Progress, line: Line, manner: Manner) -> None:
        self._script = script
        self._progress = progress
        self._line = line
        self._manner = manner
        self._talk: Talk | None = None
        self._early: list[tuple[float, tuple[Action, ...]]] = []
        """What waits for the conversation, and how long after its start."""
        self._done: set[int] = set()
        self._turns = 0
        self._heard_ms = 0.0
        if script.on(Event.MESSAGE):
            line.after_sending = self._sent

    async def happen(self, event: Event) -> None:
        """connect or setup. Returns when all of it is done; raises Refusal to end the session."""
        before = self._progress.counts[event]
        self._progress.counts[event] += 1
        for rule in self._due(event, before, before + 1):
            await asyncio.sleep(rule.after_s)
            await self._act(rule.actions)

    def start(self, talk: Talk) -> None:
        """setupComplete was sent."""
        self._talk = talk
        for after_s, actions in self._early:
            talk.spawn(self._act(actions, after_s))
        for rule in self._script.on(Event.TIME_S):
            talk.spawn(self._at_times(rule))

    async def heard(self, ms: float) -> None:
        """So much more sound."""
        before, self._heard_ms = self._heard_ms, self._heard_ms + ms
        for rule in self._due(Event.AUDIO_MS, before, self._heard_ms):
            await self._play(rule.actions, rule.after_s)

    async def plan(self, said: str) -> Plan:
        """Of the reply to these words, which is about to begin."""
        self._turns += 1
        plan = USUAL
        for rule in (*self._due(Event.TURN, self._turns - 1, self._turns), *self._asked_by(said)):
            shaping = tuple(action for action in rule.actions if isinstance(action, _OF_PLAN))
            if shaping:
                plan = replace(self._shaped(plan, shaping), delay_s=max(plan.delay_s, rule.after_s))
            await self._play(tuple(each for each in rule.actions if each not in shaping), rule.after_s)
        return plan

    async def _sent(self) -> None:
        for rule in self._due(Event.MESSAGE, self._line.sent - 1, self._line.sent):
            await self._play(rule.actions, rule.after_s)

    async def _at_times(self, rule: Rule) -> None:
        await asyncio.sleep(rule.at)
        while self._begins(rule):
            await self._play(rule.actions, rule.after_s)
            await asyncio.sleep(rule.at)

    def _due(self, event: Event, before: float, now: float) -> Iterator[Rule]:
        for rule in self._script.on(event):
            if rule.meets(before, now) and self._begins(rule):
                yield rule

    def _asked_by(self, said: str) -> Iterator[Rule]:
        words = _words(said)
        for rule in self._script.on(Event.TEXT):
            if f" {_words(rule.words).strip()} " in words and self._begins(rule):
                yield rule

    def _begins(self, rule: Rule) -> bool:
        """Whether it may be played again; then it counts as played."""
        if rule.number in self._progress.done or (rule.number in self._done and not rule.repeat):
            return False
        self._done.add(rule.number)
        if rule.once:
            self._progress.done.add(rule.number)
        logger.info("session %d: the scenario's table %d", self._line.number, rule.number)
        return True

    async def _play(self, actions: tuple[Action, ...], after_s: float) -> None:
        """Now, or later without being waited for."""
        if not actions:
            return
        if not after_s:
            await self._act(actions)
        elif self._talk:
            self._talk.spawn(self._act(actions, after_s))
        else:
            self._early.append((after_s, actions))

    async def _act(self, actions: tuple[Action, ...], after_s: float = 0.0) -> None:
        await asyncio.sleep(after_s)
        if self._talk is None:
            early = tuple(action for action in actions if isinstance(action, _OF_TALK))
            self._early += [(0.0, early)] if early else []
            actions = tuple(action for action in actions if action not in early)
        plan = self._shaped(USUAL, actions)
        if plan.sentences is not None or plan.calls is not None:
            self._put(Unasked(plan))
        else:
            for message in plan.opening:
                await self._line.send_foreign(message)
        for action in actions:
            await self._perform(action)

    async def _perform(self, action: Action) -> None:
        match action:
            case script.Silent() | script.NoSetupComplete():
                self._line.muted = True
            case script.Slow(delay_ms):
                self._line.delay_s = delay_ms / 1000
            case script.Burst():
                self._manner.burst = True
            case script.TranscriptShift(ms):
                self._manner.shift_ms = ms
            case script.VoiceActivity(told):
                self._manner.voice_activity = told
            case script.UsageGap(tokens):
                self._manner.usage_gap = tokens
            case script.Drop():
                self._line.drop()
            case script.CloseWith(close):
                raise Refusal(close)
            case script.HalfClose(close, hold_s):
                await self._line.half_close(close, hold_s)
            case script.Interrupt():
                self._put(Interruption())
            case script.GoAway():
                await self._go_away(action)
            case script.Huge() | script.BadJson() | script.UnknownKeysOnly() | script.Raw():
                await self._line.send_foreign(_broken(action))
            case script.Say() | script.Call() | script.ToolStorm() | script.Thought() | script.Grounding():
                """Told by the plan."""
            case _:
                assert_never(action)

    async def _go_away(self, action: script.GoAway) -> None:
        await self._line.send_foreign(server_messages.go_away(action.time_left_s))
        if action.silence:
            self._line.muted = True
        elif self._talk:
            self._talk.spawn(_expire(action.time_left_s))

    def _shaped(self, plan: Plan, actions: Sequence[Action]) -> Plan:
        """The plan with what these actions say of a reply."""
        for action in actions:
            match action:
                case script.Say(text):
                    said = tuple(each.strip() for each in _SENTENCE.findall(text) if each.strip())
                    plan = replace(plan, sentences=(plan.sentences or ()) + said)
                case script.Call(call):
                    plan = replace(plan, calls=(*(plan.calls or ()), call))
                case script.ToolStorm(calls):
                    plan = replace(plan, calls=(plan.calls or ()) + tuple(self._storm(calls)))
                case script.Thought(text):
                    tokens = plan.thought_tokens + text_tokens(text).total()
                    plan = replace(
                        plan, opening=(*plan.opening, server_messages.thought(text)), thought_tokens=tokens
                    )
                case script.Grounding(queries, sources):
                    found = tuple((source.title, source.uri) for source in sources)
                    plan = replace(plan, opening=(*plan.opening, server_messages.grounding(queries, found)))
                case script.Burst():
                    plan = replace(plan, burst=True)
                case script.TranscriptShift(ms):
                    plan = replace(plan, shift_ms=ms)
                case script.Silent():
                    plan = replace(plan, silent=True)
        return plan

    def _storm(self, calls: int) -> Iterator[FunctionCall]:
        declared = self._talk.functions() if self._talk else ()
        return islice(map(sample_call, cycle(declared or (STORM,))), calls)

    def _put(self, what: Input) -> None:
        """Not awaited: the conversation itself may be what waits for it."""
        if self._talk:
            try:
                self._talk.inputs.put_nowait(what)
            except asyncio.QueueFull:
                logger.warning("session %d: too much happens at once", self._line.number)


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.lower()))} "


async def _expire(time_left_s: float) -> None:
    await asyncio.sleep(time_left_s)
    raise Refusal(CONNECTION_EXPIRED)


def _broken(action: script.Huge | script.BadJson | script.UnknownKeysOnly | script.Raw) -> bytes:
    match action:
        case script.Huge(message_bytes):
            return server_messages.padded(message_bytes)
        case script.BadJson():
            return server_messages.BAD_JSON
        case script.UnknownKeysOnly():
            return server_messages.UNKNOWN_KEYS_ONLY
        case script.Raw(message):
            return message.encode()
