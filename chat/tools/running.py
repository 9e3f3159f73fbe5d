"""One call while it runs."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from chat.gemini.wire import FunctionCall, FunctionResponse, Scheduling
from chat.protocol.events import Runs, ToolCall
from chat.tools.caller import ToolError
from chat.tools.words import call_in_words
from chat.transcript import Utterance

MAX_ARGUMENT_CHARS = 16_000
MAX_NAME_CHARS = 64


def bounded(call: FunctionCall) -> FunctionCall:
    """As it is shown and kept."""
    return FunctionCall(call.id, call.name[:MAX_NAME_CHARS], {} if too_long(call) else call.args)


def too_long(call: FunctionCall) -> bool:
    return len(json.dumps(call.args, default=str)) > MAX_ARGUMENT_CHARS


@dataclass(eq=False, slots=True)
class Running:
    id: str
    """The browser's name for it: the service's own may be empty, or too long."""
    call: FunctionCall
    said: Utterance
    """Its line in the transcript."""
    waited_for: bool
    """The model says nothing until there is a response."""
    schedules: bool
    """The model was told that it need not wait, and takes a scheduling."""
    task: asyncio.Task[None] | None = None
    promise: asyncio.TimerHandle | None = None
    answer: asyncio.Future[Any] | None = None
    """What the browser says, where it does the work."""

    @property
    def words(self) -> str:
        return call_in_words(self.call.name, self.call.args)

    def event(self) -> ToolCall:
        return ToolCall(
            id=self.id,
            name=self.call.name,
            args=self.call.args,
            turn=self.said.turn,
            sequence=self.said.sequence,
            runs=Runs.SERVER if self.answer is None else Runs.BROWSER,
        )

    def response(self, values: dict[str, Any], scheduling: Scheduling, *, last: bool) -> FunctionResponse:
        """For a model that waits the first response is the last: what comes later is told in words."""
        return FunctionResponse(
            self.call.id,
            self.call.name,
            values,
            scheduling if self.schedules else None,
            will_continue=not last and self.schedules,
        )

    def give(self, result: Any, error: str) -> None:
        """What came of it in the browser."""
        if self.answer is None or self.answer.done():
            return
        if error:
            self.answer.set_exception(ToolError(error))
        else:
            self.answer.set_result(result)

    def stop(self) -> None:
        if self.promise is not None:
            self.promise.cancel()
        if self.task is not None:
            self.task.cancel()
