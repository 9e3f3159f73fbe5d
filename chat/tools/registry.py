"""The functions there are, and how they are declared to a model."""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from google.genai import types

from chat.gemini.capabilities import capabilities_of
from chat.gemini.wire import Scheduling
from chat.tools.signature import BadTool, Signature, signature_of

F = TypeVar("F", bound=Callable[..., Any])

BLOCKING_LIMIT_S = 10.0
"""The person waits in silence meanwhile."""
FREE_LIMIT_S = 60.0

_NAME = re.compile(r"[A-Za-z_]\w{0,63}", re.ASCII)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    signature: Signature
    function: Callable[..., Any]
    blocking: bool
    """The model says nothing until the result has come, where it can wait."""
    scheduling: Scheduling
    """When the model speaks of a result that it did not wait for."""
    limit_s: float
    in_browser: bool
    """The person's page does it; the function here only says what there is to do."""

    def behaviour(self, model: str) -> types.Behavior | None:
        """None where the model has no choice or is not known: it is not told then."""
        capabilities = capabilities_of(model)
        if capabilities is None or capabilities.behaviours == (types.Behavior.BLOCKING.value,):
            return None
        wanted = types.Behavior.BLOCKING if self.blocking else types.Behavior.NON_BLOCKING
        return wanted if wanted.value in capabilities.behaviours else types.Behavior.NON_BLOCKING

    def waited_for(self, model: str) -> bool:
        """The model says nothing until it has a response."""
        capabilities = capabilities_of(model)
        if capabilities is None:
            return self.blocking
        return (self.behaviour(model) or types.Behavior.BLOCKING) is types.Behavior.BLOCKING

    def declaration(self, model: str) -> types.FunctionDeclaration:
        return types.FunctionDeclaration(
            name=self.name,
            description=self.signature.description,
            parameters_json_schema=self.signature.schema if self.signature.schema["properties"] else None,
            behavior=self.behaviour(model),
        )


_tools: dict[str, Tool] = {}


@overload
def tool(function: F) -> F: ...
@overload
def tool(
    *,
    blocking: bool = True,
    scheduling: Scheduling | str = Scheduling.WHEN_IDLE,
    limit_s: float | None = None,
    in_browser: bool = False,
) -> Callable[[F], F]: ...


def tool(
    function: F | None = None,
    *,
    blocking: bool = True,
    scheduling: Scheduling | str = Scheduling.WHEN_IDLE,
    limit_s: float | None = None,
    in_browser: bool = False,
) -> F | Callable[[F], F]:
    """Registers a function for the model to call; the function itself stays what it was.

    blocking     the model says nothing until the result has come
    scheduling   where it does not block: INTERRUPT tells the result at once, WHEN_IDLE after what is being
                 said, SILENT lets the model only know it
    limit_s      seconds that a call may take, 10 where it blocks, else 60
    in_browser   the page does it (docs/tools.md)

    Raises BadTool for a function that can't be told to a model, or whose name is taken.
    """
    if limit_s is None:
        limit_s = BLOCKING_LIMIT_S if blocking else FREE_LIMIT_S

    def register(function: F) -> F:
        name = getattr(function, "__name__", "")
        if not _NAME.fullmatch(name):
            raise BadTool(f"{name or function} can't be a tool: a name has up to 64 letters, digits and _.")
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            raise BadTool(f"{name} yields: report what there is so far by a Caller, and return the result.")
        if name in _tools:
            raise BadTool(f"There is a tool {name} already, of {_tools[name].function.__module__}.")
        _tools[name] = Tool(
            name, signature_of(function), function, blocking, Scheduling(scheduling), limit_s, in_browser
        )
        return function

    return register if function is None else register(function)


def names() -> tuple[str, ...]:
    """Of all functions, in the order of the alphabet."""
    return tuple(sorted(_tools))


def chosen(wanted: Iterable[str], client: Collection[str] | None = None) -> dict[str, Tool]:
    """Those of these names that there are; `client` names what the person's page can do, None: everything."""
    found = {}
    for name in wanted:
        if name not in _tools:
            logger.warning("there is no tool %r: an assistant allows one that is gone", name)
        elif client is None or name in client or not _tools[name].in_browser:
            found[name] = _tools[name]
    return found


def declarations(
    wanted: Iterable[str], model: str, client: Collection[str] | None = None
) -> tuple[types.FunctionDeclaration, ...]:
    """What a model is told of these functions."""
    return tuple(each.declaration(model) for each in chosen(wanted, client).values())
