"""Calls of the client's functions: which wait for their results, and what came of them in words."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chat.emulator.functions import Function, FunctionCall, FunctionResponse, words_of

MOST_PENDING = 1000
MOST_TOLD = 5
"""Results that are told one by one in a reply."""
_VALUE_NAMES = ("result", "output")
_ERROR_NAME = "error"
_SENTENCE = re.compile(r"[A-Z]\S*\s.*[.!?]", re.DOTALL)
"""A result that is one is told as it stands."""

_SIGNS = {"*": "times", "**": "to the power of", "+": "plus", "-": "minus", "/": "divided by", "=": "is"}
_SIGN = re.compile(r"(?<=\s)(?:\*\*|[*+/=-])(?=\s)")


@dataclass(frozen=True, slots=True)
class IssuedCall:
    id: str
    call: FunctionCall
    blocking: bool
    reply: object
    """The reply that issued it."""


@dataclass(frozen=True, slots=True)
class Result:
    call: FunctionCall
    response: FunctionResponse


@dataclass(slots=True)
class PendingCalls:
    """A session's calls whose results have not come; the oldest beyond MOST_PENDING are forgotten."""

    functions: Sequence[Function]
    _pending: dict[str, IssuedCall] = field(default_factory=dict)
    _results: dict[object, list[Result]] = field(default_factory=dict)
    """Of the blocking calls of a reply."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def issue(self, calls: Sequence[FunctionCall], reply: object) -> list[IssuedCall]:
        blocking = {function.name: function.blocking for function in self.functions}
        issued = [
            IssuedCall(
                f"function-call-{secrets.randbelow(10**18):018}", call, blocking.get(call.name, False), reply
            )
            for call in calls
        ]
        self._pending.update((call.id, call) for call in issued)
        while len(self._pending) > MOST_PENDING:
            del self._pending[next(iter(self._pending))]
        return issued

    def take(self, response: FunctionResponse) -> IssuedCall | None:
        """The call that it answers, None for one that is not pending. A blocking call's reply goes on."""
        issued = self._pending.get(response.id)
        if issued is None:
            return None
        if not response.will_continue:
            del self._pending[response.id]
        if issued.blocking:
            self._results.setdefault(issued.reply, []).append(Result(issued.call, response))
            self._changed.set()
        return issued

    async def results(self, reply: object) -> list[Result]:
        """Of the blocking calls of a reply, once all have come."""
        while any(call.blocking and call.reply is reply for call in self._pending.values()):
            self._changed.clear()
            await self._changed.wait()
        return self._results.pop(reply, [])

    def cancel(self, reply: object, *, blocking_only: bool) -> list[str]:
        """Forgets the calls of a reply that is over; gives their ids."""
        ids = [
            id
            for id, call in self._pending.items()
            if call.reply is reply and (call.blocking or not blocking_only)
        ]
        for id in ids:
            del self._pending[id]
        self._results.pop(reply, None)
        return ids

    def awaited(self) -> bool:
        return bool(self._pending)


def announced(calls: Sequence[FunctionCall]) -> str:
    """What is said while nothing waits for the results."""
    names = list(dict.fromkeys(spoken_name(call.name) for call in calls))[:MOST_TOLD]
    return f"I have called {' and '.join(names)}."


def told(results: Sequence[Result]) -> Iterator[str]:
    for result in results[:MOST_TOLD]:
        yield _sentence(result)
    if len(results) > MOST_TOLD:
        yield f"And {len(results) - MOST_TOLD} more results."


def response_text(response: FunctionResponse) -> str:
    """As the model reads it."""
    return json.dumps(response.values, ensure_ascii=False)


def spoken_name(name: str) -> str:
    return " ".join(words_of(name)) or name


def _sentence(result: Result) -> str:
    name, values = spoken_name(result.call.name), result.response.values
    if values.get(_ERROR_NAME):
        return f"The {name} call failed: {_spoken(values[_ERROR_NAME]).rstrip('.!?')}."
    value = next((values[each] for each in _VALUE_NAMES if each in values and len(values) == 1), values)
    if isinstance(value, str) and _SENTENCE.fullmatch(value.strip()):
        return value.strip()
    words = _spoken(value).rstrip(".!?")
    return f"The {name} call gave: {words}." if words else f"The {name} call is done."


def _spoken(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Mapping():
            return ", ".join(f"{spoken_name(str(key))} {_spoken(each)}" for key, each in value.items())
        case list():
            return ", ".join(_spoken(each) for each in value)
    return _SIGN.sub(lambda match: _SIGNS[match[0]], str(value))
