"""docs/protocol.md is complete: every message, field, limit, close code and error code stands in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import fields

from chat.errors import CloseCode
from chat.protocol import commands, events, limits
from tests.support.process import PROJECT_DIR

DOCUMENT = (PROJECT_DIR / "docs" / "protocol.md").read_text()
COMMANDS = get_args(commands.AnyCommand)
EVENTS = events.Event.__subclasses__()


def section(title: str) -> str:
    match = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert match, title
    return match[1]


def row(title: str, key: str) -> str:
    match = re.search(rf"^\| `?{re.escape(key)}`? \|.*$", section(title), re.MULTILINE)
    assert match, f"{key} has no row under {title}"
    return match[0]


def test_there_is_something_to_compare() -> None:
    assert len(COMMANDS) >= 10
    assert len(EVENTS) >= 10


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each.__struct_config__.tag)
def test_every_command_and_field_is_documented(command: type[commands.Command]) -> None:
    described = row("Messages from the client", str(command.__struct_config__.tag))
    assert [f"`{each.name}`" in described for each in fields(command)] == [True] * len(fields(command))


@pytest.mark.parametrize("event", EVENTS, ids=lambda each: each.__struct_config__.tag)
def test_every_event_and_field_is_documented(event: type[events.Event]) -> None:
    described = row("Events from the server", str(event.__struct_config__.tag))
    assert [f"`{each.name}`" in described for each in fields(event)] == [True] * len(fields(event))


def test_no_message_is_documented_that_does_not_exist() -> None:
    for title, known in (("Messages from the client", COMMANDS), ("Events from the server", EVENTS)):
        documented = re.findall(r"^\| `(\w+)` \|", section(title), re.MULTILINE)
        assert sorted(documented) == sorted(str(each.__struct_config__.tag) for each in known)


def test_every_limit_is_documented_with_its_value() -> None:
    for name, value in limits.public_limits().items():
        assert f"| {value} |" in row("Limits", name)
    assert len(re.findall(r"^\| `", section("Limits"), re.MULTILINE)) == len(limits.public_limits())


@pytest.mark.parametrize("code", [each for each in CloseCode if each is not CloseCode.NORMAL])
def test_every_close_code_is_documented(code: CloseCode) -> None:
    assert row("Errors", str(int(code)))


ERROR_CLASSES = {
    "ProtocolError", "TooLarge", "TooFast", "LoginRequired", "Forbidden", "SlowReader", "LimitReached",
    "StorageUnavailable", "UpstreamError", "InternalError", "Failure", "Superseded", "Draining",
}  # fmt: skip


def error_codes() -> set[str]:
    """The first literal of every typed error that the code raises, and the codes of the failure table."""
    codes = set()
    for path in Path(PROJECT_DIR, "chat").rglob("*.py"):
        if "emulator" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERROR_CLASSES:
                place = 2 if getattr(node.func, "id", "") == "Failure" else 0
                argument = node.args[place] if len(node.args) > place else None
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    codes.add(argument.value)
    return codes


def test_every_error_code_is_documented() -> None:
    codes = error_codes()
    assert {"quota", "server_full", "too_slow", "bad_json", "internal"} <= codes
    assert [code for code in sorted(codes) if f"`{code}`" not in section("Errors")] == []


def test_no_error_code_is_documented_that_does_not_exist() -> None:
    documented = set(
        re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| 4.*$", section("Errors"), re.MULTILINE)))
    )
    assert sorted(documented - error_codes() - {"ping"}) == []
