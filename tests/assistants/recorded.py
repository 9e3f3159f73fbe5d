"""What the emulator received of a talk."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chat.gemini.wire import camel
from tests.support.chat_client import chat_client
from tests.support.service import DATABASE, Service


@dataclass(frozen=True, slots=True)
class RecordedService:
    service: Service
    record: Path
    """What the emulator's `--record` writes."""

    def received(self) -> list[dict[str, Any]]:
        """Every message of the clients so far, names in camelCase."""
        lines = [json.loads(line) for line in self.record.read_text().splitlines()]
        return [in_camel_case(line["message"]) for line in lines if line["from"] == "client"]

    def setups(self) -> list[dict[str, Any]]:
        return [message["setup"] for message in self.received() if "setup" in message]

    def set_up(self, slug: str, fields: Mapping[str, Any]) -> None:
        """Writes these columns of the assistant's row, as an operator's form would."""
        columns = ", ".join(f'"{name}" = ?' for name in fields)
        with closing(sqlite3.connect(self.service.state_dir / DATABASE)) as database, database:
            database.execute(
                f"UPDATE chat_assistant SET {columns} WHERE slug = ?",  # noqa: S608  # the test's own names
                (*fields.values(), slug),
            )

    async def setup_of_a_talk(self, **hello: Any) -> dict[str, Any]:
        """Begins a talk, ends it, and returns what was asked of the model."""
        before = len(self.setups())
        async with chat_client(self.service) as client:
            await client.hello(**hello)
            await client.send("goodbye")
            await client.closed()
        return self.setups()[before]


def in_camel_case(value: Any) -> Any:
    if isinstance(value, list):
        return [in_camel_case(each) for each in value]
    if isinstance(value, dict):
        return {camel(name): in_camel_case(each) for name, each in value.items()}
    return value


def at(values: Any, path: str) -> Any:
    """`a.b.0.c` of nested objects and lists; None where it is not there."""
    for name in path.split("."):
        if isinstance(values, list):
            values = values[int(name)] if int(name) < len(values) else None
        else:
            values = values.get(name) if isinstance(values, dict) else None
    return values
