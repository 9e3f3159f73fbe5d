"""A function's parameters: what the model is told of them, and what it gave checked against them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType

from chat.tools.caller import Caller, ToolError
from chat.tools.docstring import parse_docstring
from chat.tools.hints import Schema, UnknownHint, schema_of


class BadTool(TypeError):
    """A function can't be told to a model. The message says why, and what to write instead."""


class BadArguments(ToolError):
    """What the model gave does not fit; the message is for the model."""


@dataclass(frozen=True, slots=True)
class Signature:
    description: str
    schema: Schema
    """JSON Schema of an object with a property for each parameter."""
    caller: str
    """The name of the parameter that takes the Caller, "" without one."""
    _struct: type[msgspec.Struct]

    def arguments(self, given: dict[str, Any]) -> dict[str, Any]:
        """By name, converted to the hints; what was not given is left to the function's default.

        Raises BadArguments.
        """
        try:
            checked = msgspec.convert(_whole(given), self._struct)
        except msgspec.ValidationError as problem:
            what, _, where = str(problem).partition(" - at `$.")
            raise BadArguments(f"{where.rstrip('`')}: {what}." if where else f"{what}.") from None
        values = {name: getattr(checked, name) for name in self._struct.__struct_fields__}
        return {name: value for name, value in values.items() if value is not UNSET}


def signature_of(function: Callable[..., Any]) -> Signature:
    """Raises BadTool."""
    name = function.__name__
    description, notes = parse_docstring(function.__doc__ or "")
    if not description:
        raise BadTool(f"{name} has no docstring: the model knows by it what the function is for.")
    hints = _hints(function)
    properties: dict[str, Schema] = {}
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
    caller = ""
    for parameter in inspect.signature(function).parameters.values():
        hint = _hint(name, parameter, hints)
        if hint is Caller:
            caller = parameter.name
            continue
        properties[parameter.name] = _property(name, parameter.name, hint, notes)
        needed = parameter.default is parameter.empty
        fields.append((parameter.name, hint) if needed else (parameter.name, hint | UnsetType, UNSET))
    if strangers := notes.keys() - properties.keys() - {caller}:
        raise BadTool(f"{name}: Args describes {sorted(strangers)[0]}, which is no parameter.")
    schema: Schema = {"type": "object", "properties": properties}
    if required := [field[0] for field in fields if len(field) == 2]:
        schema["required"] = required
    struct = msgspec.defstruct(name, fields, forbid_unknown_fields=True, kw_only=True)
    return Signature(description, schema, caller, struct)


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(function, include_extras=True)
    except NameError as problem:
        raise BadTool(f"{function.__name__}: {problem}: import it where the module is read.") from None


def _hint(function: str, parameter: inspect.Parameter, hints: dict[str, Any]) -> Any:
    if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
        raise BadTool(f"{function}: the model gives arguments by name, so {parameter} can't be a parameter.")
    if parameter.name not in hints:
        raise BadTool(f"{function}: the parameter {parameter.name} has no type hint.")
    return hints[parameter.name]


def _property(function: str, name: str, hint: Any, notes: dict[str, str]) -> Schema:
    try:
        schema = schema_of(hint)
    except UnknownHint as problem:
        raise BadTool(
            f"{function}: the parameter {name} is {problem}. A model can give str, int, float, bool, Literal,"
            " an Enum, a list of these, or these | None."
        ) from None
    return {"description": notes[name]} | schema if notes.get(name) else schema


def _whole(value: Any) -> Any:
    """JSON knows one kind of number: 5.0 is a whole one."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_whole(each) for each in value]
        case dict():
            return {name: _whole(each) for name, each in value.items()}
    return value
