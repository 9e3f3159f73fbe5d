"""The fields of ProtoJSON: either casing, either base64 alphabet, null as absent.

https://protobuf.dev/programming-guides/json/
"""

from __future__ import annotations

import binascii
import re
from typing import Any

from chat.emulator.refusals import Refusal, invalid_value
from chat.gemini.wire import camel, decode_base64

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


def snake(name: str) -> str:
    return _HUMP.sub(lambda match: "_" + match[1].lower(), name)


class Fields:
    """One JSON object of the client's that was checked. Every getter takes the camelCase name."""

    def __init__(self, values: dict[str, Any], path: str = "") -> None:
        self._values = {camel(name): value for name, value in values.items() if value is not None}
        self.path = path

    def has(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str, default: str = "") -> str:
        return str(self._values.get(name, default))

    def flag(self, name: str) -> bool:
        return bool(self._values.get(name))

    def number(self, name: str, default: int) -> int:
        """int64 travels as a string."""
        return int(float(self._values.get(name, default)))

    def data(self, name: str) -> bytes:
        """Raises Refusal where it is no base64."""
        try:
            return decode_base64(self.text(name))
        except binascii.Error:
            raise Refusal(invalid_value(f"{self.path}.{snake(name)}", "TYPE_BYTES")) from None

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(str(value) for value in self._list(name))

    def object(self, name: str) -> Fields:
        """An empty one where it is absent."""
        return Fields(self.struct(name), self._path_of(name))

    def struct(self, name: str) -> dict[str, Any]:
        """Free-form: its names are the client's own, and stay as they are."""
        value = self._values.get(name)
        return value if isinstance(value, dict) else {}

    def objects(self, name: str) -> list[Fields]:
        return [
            Fields(value, self._path_of(f"{name}[{index}]")) for index, value in enumerate(self._list(name))
        ]

    def _list(self, name: str) -> list[Any]:
        """A single value stands for a list of one, as the service takes it."""
        value = self._values.get(name, [])
        return value if isinstance(value, list) else [value]

    def _path_of(self, name: str) -> str:
        return f"{self.path}.{snake(name)}" if self.path else snake(name)
