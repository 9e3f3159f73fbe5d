"""Reading ProtoJSON as the service does: either casing, either base64 alphabet, null as absent.

https://protobuf.dev/programming-guides/json/
"""

from __future__ import annotations

import binascii
import re
from typing import Any

from chat.emulator.refusals import Refusal, invalid_value, unknown_field
from chat.gemini.wire import camel, decode_base64

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


def snake(name: str) -> str:
    return _HUMP.sub(lambda match: "_" + match[1].lower(), name)


class Fields:
    """One JSON object of the client's. Every getter takes the camelCase name.

    A value of the wrong type raises Refusal with the service's words; an absent one gives the default.
    """

    def __init__(self, values: dict[str, Any], path: str = "") -> None:
        self._values = {camel(name): value for name, value in values.items() if value is not None}
        self._names = values.keys()
        self.path = path

    def allow(self, names: frozenset[str]) -> None:
        """Refuses the first name that is none of these."""
        for name in self._names:
            if camel(name) not in names:
                raise Refusal(unknown_field(name, self.path))

    def has(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str, default: str = "") -> str:
        value = self._values.get(name, default)
        if not isinstance(value, str):
            raise self._invalid(name, "TYPE_STRING")
        return value

    def flag(self, name: str) -> bool:
        value = self._values.get(name, False)
        if not isinstance(value, bool):
            raise self._invalid(name, "TYPE_BOOL")
        return value

    def number(self, name: str, default: int) -> int:
        """A whole number of 0 or more; int64 travels as a string."""
        value = self._values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise self._invalid(name, "TYPE_INT32")
        try:
            number = int(value)
        except (ValueError, OverflowError):
            raise self._invalid(name, "TYPE_INT32") from None
        if number < 0:
            raise self._invalid(name, "TYPE_INT32")
        return number

    def data(self, name: str) -> bytes:
        try:
            return decode_base64(self.text(name))
        except binascii.Error:
            raise self._invalid(name, "TYPE_BYTES") from None

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._list(name)
        if not all(isinstance(value, str) for value in values):
            raise self._invalid(name, "TYPE_STRING")
        return tuple(values)

    def object(self, name: str) -> Fields:
        """An empty one where it is absent."""
        return self._object(self._values.get(name, {}), name)

    def struct(self, name: str) -> dict[str, Any]:
        """Free-form: its names are the client's own, and stay as they are."""
        value = self._values.get(name, {})
        if not isinstance(value, dict):
            raise self._invalid(name, "TYPE_MESSAGE")
        return value

    def objects(self, name: str) -> list[Fields]:
        return [self._object(value, f"{name}[{index}]") for index, value in enumerate(self._list(name))]

    def _object(self, value: Any, name: str) -> Fields:
        if not isinstance(value, dict):
            raise self._invalid(name, "TYPE_MESSAGE")
        return Fields(value, self._path_of(name))

    def _list(self, name: str) -> list[Any]:
        """A single value stands for a list of one, as the service takes it."""
        value = self._values.get(name, [])
        return value if isinstance(value, list) else [value]

    def _path_of(self, name: str) -> str:
        return f"{self.path}.{snake(name)}" if self.path else snake(name)

    def _invalid(self, name: str, kind: str) -> Refusal:
        return Refusal(invalid_value(self._path_of(name), kind))
