"""A service with an operator's tools, before an emulator that calls them by the words of a scenario."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.emulator import Emulator, running_emulator
from tests.support.service import DATABASE, Service, running_service

SCENARIO = Path(__file__).with_name("calls.toml")
TOOLS = (
    "bake", "calculate", "cling", "crash", "doze", "get_time", "knit", "lights", "linger", "odd", "refuse",
    "search_conversations", "set_theme", "set_timer", "show_captions",
)  # fmt: skip


def allow_tools(database: Path, *names: str) -> None:
    """As an administrator does by ticking them at the default assistant."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute('UPDATE chat_assistant SET tools = ? WHERE "default"', (json.dumps(names),))


@pytest.fixture(scope="package")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """An emulator that calls what calls.toml says, and else what it is asked for."""
    with running_emulator(tmp_path_factory.mktemp("caller"), "--scenario", str(SCENARIO)) as running:
        yield running


@pytest.fixture(scope="package")
def service(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, caller: Emulator
) -> Iterator[Service]:
    directory = tmp_path_factory.mktemp("service")
    variables = {**caller.environment, "LIVECHAT_TOOLS": "tests.tools.functions"}
    with running_service(directory, empty_database, **variables) as running:
        allow_tools(directory / DATABASE, *TOOLS)
        yield running
        # A tool that breaks is told of in the log, by kind and place.
        assert "swordfish" not in running.process.log
        running.process.lines[:] = [line for line in running.process.lines if "Traceback" not in line]
