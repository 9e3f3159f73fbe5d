"""The rooms of docs: a room imports only rooms below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

from tests.support.process import PROJECT_DIR

BELOW: dict[str, set[str]] = {
    "errors": set(),
    "boundary": {"errors"},
    "transcript": set(),
    "money": set(),
    "usage": {"gemini.wire"},
    "gemini.wire": set(),
    "protocol": {"errors"},
    "ear": {"protocol"},
    "reply": {"ear", "transcript"},
    "grounding": {"gemini.wire", "protocol", "reply"},
    "turns": {"gemini.wire", "grounding", "late_words", "protocol", "reply", "transcript", "usage"},
    "gemini": {"errors", "gemini.wire"},
    "uplink": {"errors", "gemini.wire", "protocol"},
    "calling": {"gemini.wire"},
    "history": {"gemini.wire"},
    "unheard": {"protocol"},
    "late_words": set(),
    "past": {"transcript"},
    "carryover": {"gemini.wire", "history", "late_words", "past", "transcript", "unheard"},
    "handover": set(),
    "eager": set(),
    "push_to_talk": {"protocol", "uplink"},
    "reconnecting": {"errors"},
    "watchdog": set(),
    "exchange": {
        "boundary",
        "calling",
        "carryover",
        "errors",
        "gemini",
        "gemini.wire",
        "handover",
        "protocol",
        "push_to_talk",
        "uplink",
        "watchdog",
    },
    "lifeline": {
        "calling",
        "carryover",
        "errors",
        "exchange",
        "gemini",
        "push_to_talk",
        "reconnecting",
        "uplink",
        "watchdog",
    },
    "traffic": {"past", "protocol", "uplink"},
    "recent": {"protocol", "transcript"},
    "session": {
        "calling",
        "carryover",
        "errors",
        "gemini.wire",
        "lifeline",
        "past",
        "protocol",
        "traffic",
        "transcript",
        "turns",
        "uplink",
        "usage",
        "watchdog",
    },
    "outbox": {"eager", "errors", "protocol"},
    "budget": {"errors", "protocol"},
    "browser": {"budget", "errors", "outbox", "protocol"},
    # models and people are one floor: tickets are rows, and rows have owners.
    "models": {"configuration", "gemini", "people", "transcript", "usage"},
    "people": {"errors", "models", "money", "usage"},
    "lane": set(),
    "leases": {"boundary", "errors", "lane", "models", "people", "transcript", "usage"},
    "records": {"errors", "lane", "leases", "models", "people", "transcript", "usage"},
    "configuration": {"errors", "gemini", "protocol"},
    "operations": {"errors", "lane", "leases", "records"},
    "emulator": {"gemini.wire"},
}
BELOW["tools"] = {"errors", "gemini", "gemini.wire", "models", "people", "protocol", "records", "transcript"}
BELOW["assistants"] = {
    "configuration",
    "errors",
    "gemini",
    "models",
    "people",
    "protocol",
    "records",
    "tools",
}
BELOW["accounting"] = {"errors", "people", "protocol", "records", "transcript", "usage"}
BELOW["keeping"] = {"assistants", "leases", "session", "tools"}
BELOW["talk"] = {
    "accounting",
    "assistants",
    "boundary",
    "configuration",
    "gemini",
    "keeping",
    "leases",
    "people",
    "recent",
    "records",
    "session",
    "tools",
    *BELOW["session"],
}
BELOW["presence"] = {"boundary", "browser", "errors", "outbox", "talk", "transcript"}
BELOW["talks"] = {
    "assistants",
    "browser",
    "errors",
    "leases",
    "outbox",
    "past",
    "people",
    "presence",
    "protocol",
    "records",
    "talk",
    "tools",
}
BELOW["tutorial"] = {"boundary", "browser", "outbox", "talk", *BELOW["talk"]}
BELOW["consumers"] = {"presence", "talks", *BELOW["tutorial"]}
BELOW["lifespan"] = {"leases", "records", "talks"}
BELOW["admin"] = {
    "configuration",
    "gemini",
    "leases",
    "models",
    "money",
    "people",
    "records",
    "tools",
    "usage",
}
BELOW["views"] = {"assistants", "errors", "models", "protocol", "operations", "people", "records"}
BELOW["probe"] = {
    "assistants",
    "configuration",
    "emulator",
    "errors",
    "gemini",
    "gemini.wire",
    "models",
    "protocol",
    "records",
    "tools",
}
BELOW["management"] = {
    "configuration",
    "emulator",
    "errors",
    "gemini",
    "leases",
    "operations",
    "people",
    "probe",
    "records",
}
BELOW["urls"] = {"views"}
BELOW["checks"] = {"configuration", "gemini", "tools"}
BELOW["apps"] = {"checks", "tools"}
BELOW["migrations"] = set()

PURE = {
    "carryover",
    "errors",
    "grounding",
    "money",
    "reconnecting",
    "transcript",
    "gemini.wire",
    "protocol",
    "ear",
    "reply",
    "turns",
    "usage",
}
"""Synchronous, and of no I/O."""
WITHOUT_DJANGO = PURE | {
    "calling",
    "gemini",
    "handover",
    "push_to_talk",
    "uplink",
    "watchdog",
    "session",
    "outbox",
    "browser",
    "budget",
    "emulator",
}
SETTINGS_ROOM = {"livechat.environment", "livechat.secret_key", "livechat.static_version"}


def sources(folder: str) -> list[Path]:
    return sorted((PROJECT_DIR / folder).rglob("*.py"))


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(PROJECT_DIR).with_suffix("").parts).removesuffix(".__init__")


def package_of(file: Path) -> str:
    return ".".join(file.relative_to(PROJECT_DIR).parent.parts)


def imports(file: Path) -> Iterator[str]:
    """Absolute names of what the file imports, at any depth of it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package_of(file))
            yield from (f"{base}.{alias.name}" for alias in node.names)


def packages_of(file: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(file)}


def room_of(module: str) -> str | None:
    """`chat.gemini.setup` -> `gemini`; None for what is no room of chat's."""
    if f"{module}.".startswith("chat.gemini.wire."):
        return "gemini.wire"
    parts = module.split(".")
    return parts[1] if parts[0] == "chat" and len(parts) > 1 else None


@pytest.mark.parametrize("file", sources("chat"), ids=module_of)
def test_a_room_imports_only_rooms_below_it(file: Path) -> None:
    room = room_of(module_of(file))
    if room is None:
        return
    imported = {room_of(name) for name in imports(file)} - {None, room}
    assert imported <= BELOW[room], f"{room} may not import {imported - BELOW[room]}"


def test_no_room_stands_above_itself() -> None:
    def above(room: str, path: tuple[str, ...]) -> None:
        assert room not in path, " -> ".join((*path, room))
        for below in BELOW[room] - {"people"}:
            above(below, (*path, room))

    for room in BELOW:
        above(room, ())


@pytest.mark.parametrize("room", sorted(WITHOUT_DJANGO))
def test_these_rooms_know_no_django(room: str) -> None:
    for file in sources("chat"):
        if room_of(module_of(file)) == room:
            assert not packages_of(file) & {"django", "channels", "livechat"}


@pytest.mark.parametrize("room", sorted(PURE))
def test_these_rooms_never_wait(room: str) -> None:
    for file in sources("chat"):
        if room_of(module_of(file)) == room:
            assert not packages_of(file) & {"asyncio", "socket", "threading"}
            assert "async def" not in file.read_text()


def test_the_settings_import_nothing_of_the_application() -> None:
    file = PROJECT_DIR / "livechat" / "settings.py"
    ours = {name.rsplit(".", 1)[0] for name in imports(file) if name.startswith(("livechat", "chat"))}
    assert ours == SETTINGS_ROOM


def test_only_the_entry_of_livechat_knows_chat() -> None:
    knowing = {
        module_of(file) for file in sources("livechat") if any(room_of(name) for name in imports(file))
    }
    assert knowing == {"livechat.asgi"}
