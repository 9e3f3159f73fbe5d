"""The functions that a client declares, and calls of them.

https://ai.google.dev/api/caching#FunctionDeclaration
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from chat.emulator.phrase import GENERAL
from chat.emulator.protojson import Fields, snake
from chat.emulator.refusals import NOT_IMPLEMENTED, Refusal, function_doubled, function_name_refused
from chat.emulator.schema import FIELDS

BLOCKING, NON_BLOCKING = "BLOCKING", "NON_BLOCKING"

_SERVED_TOOLS = ("functionDeclarations", "googleSearch")
_NAME = re.compile(r"[A-Za-z_][\w.:-]{0,127}", re.ASCII)
_PART = re.compile(r"[a-z]+|\d+")


class Scheduling(Enum):
    """When a result that nothing waits for is told."""

    SILENT = "SILENT"
    WHEN_IDLE = "WHEN_IDLE"
    INTERRUPT = "INTERRUPT"


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kind: str
    """A JSON Schema type in lower case: string, integer, number, boolean, array, object."""
    choices: tuple[str, ...] = ()
    item_kind: str = ""
    """Of an array."""
    required: bool = False
    description: str = ""

    @property
    def words(self) -> list[str]:
        """Of its name and its description."""
        return [*words_of(self.name), *words_of(self.description)]


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    parameters: tuple[Parameter, ...] = ()
    blocking: bool = False
    """The model says nothing until the result has come."""
    description: str = ""

    @property
    def telling(self) -> list[str]:
        """The words of its name that tell it from others."""
        words = words_of(self.name)
        return [word for word in words if word not in GENERAL] or words or [self.name]


@dataclass(frozen=True, slots=True)
class FunctionCall:
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FunctionResponse:
    id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    scheduling: Scheduling = Scheduling.WHEN_IDLE
    will_continue: bool = False


def words_of(name: str) -> list[str]:
    """`setTimer` and `set_timer` -> set, timer."""
    return _PART.findall(snake(name).lower())


def parse_functions(tools: Sequence[Fields], behaviours: tuple[str, ...]) -> tuple[Function, ...]:
    """Of all tools of the setup. `behaviours` are those that the model has, its usual one first.

    Raises Refusal for a tool that no model has here, and for a behaviour that this one has not.
    """
    functions: dict[str, Function] = {}
    for tool in tools:
        if any(tool.has(name) for name in FIELDS["Tool"].keys() - set(_SERVED_TOOLS)):
            raise Refusal(NOT_IMPLEMENTED)
        for declaration in tool.objects("functionDeclarations"):
            function = _function(declaration, behaviours)
            if function.name in functions:
                raise Refusal(function_doubled(function.name))
            functions[function.name] = function
    return tuple(functions.values())


def _function(declaration: Fields, behaviours: tuple[str, ...]) -> Function:
    name, behaviour = declaration.text("name"), declaration.text("behavior")
    if not _NAME.fullmatch(name):
        raise Refusal(function_name_refused(f"{declaration.path}.name"))
    if behaviour in (BLOCKING, NON_BLOCKING) and behaviour not in behaviours:
        raise Refusal(NOT_IMPLEMENTED)
    taken = behaviour if behaviour in behaviours else behaviours[0]
    schema = declaration.struct("parametersJsonSchema") or declaration.struct("parameters")
    return Function(name, tuple(_parameters(schema)), taken == BLOCKING, declaration.text("description"))


def _parameters(schema: Mapping[str, Any]) -> Iterator[Parameter]:
    properties, required = schema.get("properties"), schema.get("required")
    for name, each in (properties if isinstance(properties, dict) else {}).items():
        if isinstance(each, dict):
            yield Parameter(
                name=name,
                kind=_kind(each),
                choices=tuple(str(choice) for choice in each.get("enum") or ()),
                item_kind=_kind(each["items"]) if isinstance(each.get("items"), dict) else "",
                required=isinstance(required, list) and name in required,
                description=str(each.get("description") or ""),
            )


def _kind(schema: Mapping[str, Any]) -> str:
    """The first type that is no null: JSON Schema knows lists of types and alternatives."""
    kinds = schema.get("type") or [
        each.get("type")
        for each in schema.get("anyOf") or schema.get("any_of") or ()
        if isinstance(each, dict)
    ]
    listed = kinds if isinstance(kinds, list) else [kinds]
    return next((str(kind).lower() for kind in listed if kind and str(kind).lower() != "null"), "string")


def sample_call(function: Function) -> FunctionCall:
    """With some value for each parameter."""
    return FunctionCall(function.name, {each.name: _sample(each) for each in function.parameters})


def _sample(parameter: Parameter) -> Any:
    samples = {"integer": 1, "number": 1.5, "boolean": True, "array": [], "object": {}}
    return parameter.choices[0] if parameter.choices else samples.get(parameter.kind, "sample")


def parse_responses(fields: Fields) -> tuple[FunctionResponse, ...]:
    return tuple(_response(each) for each in fields.objects("functionResponses"))


def _response(fields: Fields) -> FunctionResponse:
    """The scheduling stands beside the response or, as in Google's samples, within it."""
    values = dict(fields.struct("response"))
    inner = values.pop("scheduling", "") if values.get("scheduling") in Scheduling.__members__ else ""
    scheduling = fields.text("scheduling") or inner
    known = scheduling in Scheduling.__members__
    return FunctionResponse(
        id=fields.text("id"),
        values=values,
        scheduling=Scheduling(scheduling) if known else Scheduling.WHEN_IDLE,
        will_continue=fields.flag("willContinue"),
    )
