"""The calls of one talk: begun as the model makes them, shown, answered, recorded, ended with the talk."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID

from chat.errors import ChatError, ProtocolError
from chat.gemini.setup import LiveSetup
from chat.gemini.wire import FunctionCall, FunctionResponse, Scheduling
from chat.people.owners import Owner
from chat.protocol.events import Event, ToolCancelled, ToolResult, Upstream
from chat.tools.caller import Caller, Client, Report, ToolError
from chat.tools.registry import Tool, chosen
from chat.tools.running import Running, bounded, too_long
from chat.tools.words import CANCELLED, OVER, call_in_words, end_in_words, outcome_in_words
from chat.tools.work import Work, response_of, result, work_of
from chat.transcript import Utterance

MOST_CALLS = 16
"""At a time in one talk."""
PROMISE_AFTER_S = 1.0
"""A model that waits for every function is told so soon that one of the long ones goes on."""
MOST_REFUSED = 1_000
"""Of one message that are told so; a model that calls more does not read what it is told."""
MOST_NAMED = 3
TOO_MANY = f"Too many functions at once: {MOST_CALLS} may run. Call this one again later."
TOO_LONG = "The arguments are too long."
GOES_ON = "It has begun and goes on. The result will come later."

logger = logging.getLogger(__name__)


class Session(Protocol):
    """The part of LiveSession that calls need."""

    def respond(self, response: FunctionResponse) -> None: ...

    def record_call(self, words: str, begun: Utterance | None = None) -> Utterance: ...


class ToolRunner:
    """The `Tools` of a live session."""

    def __init__(
        self, conversation: UUID, owner: Owner, client: Client, emit: Callable[[Event], None]
    ) -> None:
        self._caller = Caller(conversation, owner, client)
        self._emit = emit
        self._allowed: dict[str, Tool] = {}
        """What the model was told of, or will be by its next connection."""
        self._former: dict[str, Tool] = {}
        """What the present connection may have been told of before that."""
        self._model = ""
        self._session: Session | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._running: dict[str, Running] = {}
        self._ended: deque[str] = deque(maxlen=4 * MOST_CALLS)
        self._count = 0

    def offer(self, setup: LiveSetup) -> LiveSetup:
        """With those of its functions that the client can run: the model may call them from now on."""
        self._former |= self._allowed
        declared = [function for function in setup.functions if function.name]
        self._allowed = chosen([str(each.name) for each in declared], self._caller.client.tools)
        self._model = setup.model
        return replace(setup, functions=tuple(each for each in declared if each.name in self._allowed))

    async def run(self, session: Session) -> None:
        """Until cancelled; with it every function is. It has to begin before the session does."""
        try:
            async with asyncio.TaskGroup() as tasks:
                self._session, self._tasks = session, tasks
                await asyncio.Event().wait()
        finally:
            self._session = self._tasks = None
            for running in self._running.values():
                running.stop()
                with suppress(ChatError):
                    session.record_call(end_in_words(running.words, OVER), running.said)
            self._running.clear()

    @property
    def busy(self) -> bool:
        return any(running.waited_for for running in self._running.values())

    def call(self, calls: Sequence[FunctionCall]) -> None:
        if self._session is None:
            return
        room = max(0, MOST_CALLS - len(self._running))
        for call in calls[:room]:
            self._begin(call, self._session)
        if calls[room:]:
            self._refuse(calls[room:], self._session)

    def cancel(self, ids: Sequence[str]) -> None:
        self._drop([each for each in self._running.values() if each.call.id in ids])

    def disconnected(self) -> None:
        self._former = {}
        self._drop([each for each in self._running.values() if each.waited_for])

    def answered(self, id: str, result: Any, error: str) -> None:
        """What the browser says of a call that it runs. Raises ProtocolError for one it was not given."""
        running = self._running.get(id)
        if running is not None and running.answer is not None:
            running.give(result, error)
        elif id not in self._ended:
            raise ProtocolError(
                "unknown_call", "There is no call of that id for this client to answer.", ref=id
            )

    def _begin(self, call: FunctionCall, session: Session) -> None:
        tool = self._allowed.get(call.name) or self._former.get(call.name)
        shown = bounded(call)
        self._count += 1
        running = Running(
            id=f"call-{self._count}",
            call=shown,
            said=session.record_call(call_in_words(shown.name, shown.args)),
            waited_for=tool is None or tool.waited_for(self._model),
            schedules=tool is not None and not tool.waited_for(self._model),
        )
        self._running[running.id] = running
        try:
            work = self._work(call, tool, running)
        except ToolError as problem:
            self._emit(running.event())
            self._finish(running, {"error": str(problem)}, Scheduling.WHEN_IDLE)
            return
        self._emit(running.event())
        assert tool is not None and self._tasks is not None  # noqa: S101 - there is work, and it runs here
        running.task = self._tasks.create_task(self._perform(running, work, tool), name=f"tool {call.name}")
        if running.waited_for and not tool.blocking:
            loop = asyncio.get_running_loop()
            running.promise = loop.call_later(PROMISE_AFTER_S, self._promise, running)

    def _work(self, call: FunctionCall, tool: Tool | None, running: Running) -> Work:
        """Raises ToolError for a call that can't be."""
        if tool is None:
            there_are = ", ".join(self._allowed) or "none"
            raise ToolError(f"There is no function {running.call.name}. There are: {there_are}.")
        if too_long(call):
            raise ToolError(TOO_LONG)
        arguments = tool.signature.arguments(call.args)
        if tool.in_browser:
            answer = running.answer = asyncio.get_running_loop().create_future()
            return lambda: answer
        return work_of(tool, arguments, replace(self._caller, _report=self._reports_of(running)))

    async def _perform(self, running: Running, work: Work, tool: Tool) -> None:
        response = await response_of(tool.name, work, tool.limit_s)
        self._finish(running, response, tool.scheduling)

    def _reports_of(self, running: Running) -> Report:
        loop = asyncio.get_running_loop()

        def report(value: Any, scheduling: Scheduling) -> None:
            loop.call_soon_threadsafe(self._reported, running, result(value), scheduling)

        return report

    def _reported(self, running: Running, values: dict[str, Any], scheduling: Scheduling) -> None:
        """Told in the talk's group, where what goes wrong ends the talk as it should."""
        if self._tasks is not None:
            self._tasks.create_task(self._tell_so_far(running, values, scheduling))

    async def _tell_so_far(self, running: Running, values: dict[str, Any], scheduling: Scheduling) -> None:
        self._tell(running, values, scheduling, last=False)

    def _promise(self, running: Running) -> None:
        if running.id in self._running:
            self._respond(running, {"result": GOES_ON}, Scheduling.WHEN_IDLE, last=False)

    def _finish(self, running: Running, response: dict[str, Any], scheduling: Scheduling) -> None:
        self._tell(running, response, scheduling, last=True)
        self._forget(running)

    def _tell(self, running: Running, values: dict[str, Any], scheduling: Scheduling, *, last: bool) -> None:
        """To the model, the browser and the record."""
        if self._session is None or running.id not in self._running:
            return
        self._respond(running, values, scheduling, last=last)
        running.said = self._session.record_call(outcome_in_words(running.words, values), running.said)
        self._emit(
            ToolResult(
                id=running.id,
                name=running.call.name,
                sequence=running.said.sequence,
                result=values.get("result"),
                error=str(values.get("error", "")),
                final=last,
            )
        )

    def _respond(
        self, running: Running, values: dict[str, Any], scheduling: Scheduling, *, last: bool
    ) -> None:
        if running.promise is not None:
            running.promise.cancel()
        running.waited_for = False
        self._send(running.response(values, scheduling, last=last))

    def _send(self, response: FunctionResponse) -> None:
        if self._session is None:
            return
        try:
            self._session.respond(response)
        except ProtocolError:
            logger.warning("the model takes no more results: that of %s is lost", response.name)

    def _refuse(self, calls: Sequence[FunctionCall], session: Session) -> None:
        """More than may run, told in one line: each of them shown would be a storm of events."""
        for call in calls[:MOST_REFUSED]:
            self._send(FunctionResponse(call.id, call.name, {"error": TOO_MANY}))
        named = ", ".join(dict.fromkeys(bounded(call).name for call in calls[:MOST_NAMED]))
        session.record_call(end_in_words(f"{len(calls)} more calls ({named})", "refused: too many at once"))
        logger.warning("%d calls of functions were refused: too many at once", len(calls))
        self._emit(
            Upstream("too_many_calls", f"The model called {len(calls)} functions more than may run at once.")
        )

    def _drop(self, dropped: list[Running]) -> None:
        """The model wants nothing of them any more."""
        for running in dropped:
            running.stop()
            self._forget(running)
            if self._session is None:
                continue
            running.said = self._session.record_call(end_in_words(running.words, CANCELLED), running.said)
            self._emit(ToolCancelled(running.id, running.call.name, running.said.sequence))

    def _forget(self, running: Running) -> None:
        self._running.pop(running.id, None)
        self._ended.append(running.id)
