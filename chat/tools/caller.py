"""For whom a function runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chat.gemini.wire import Scheduling
from chat.people.owners import Owner

Report = Callable[[Any, Scheduling], None]


class ToolError(Exception):
    """What went wrong, in words that the model is told: it says them to the person, or tries otherwise."""


@dataclass(frozen=True, slots=True)
class Client:
    """What the person's browser, or whatever they talk by, has told of itself; "" where it did not say."""

    language: str = ""
    """BCP 47."""
    time_zone: str = ""
    """IANA."""
    tools: frozenset[str] = frozenset()
    """Functions that it can run."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A function that has a parameter of this type is given one; the model knows nothing of it."""

    conversation: UUID
    owner: Owner
    client: Client = Client()
    _report: Report = field(default=lambda _value, _scheduling: None, repr=False)

    def report(self, value: Any, scheduling: Scheduling = Scheduling.WHEN_IDLE) -> None:
        """Tells the model what there is so far; the function goes on. It may be called in any thread."""
        self._report(value, scheduling)
