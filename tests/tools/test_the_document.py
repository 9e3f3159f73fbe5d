"""docs/tools.md: its examples work as they stand, and it names what there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from chat.people.owners import Owner
from chat.tools import Caller
from chat.tools.registry import chosen, names
from chat.tools.runner import MOST_CALLS
from chat.tools.threads import MOST_THREADS
from chat.tools.work import MAX_RESULT_CHARS, response_of, work_of
from tests.conftest import StartService
from tests.support.chat_client import chat_client
from tests.support.emulator import Emulator
from tests.support.process import PROJECT_DIR
from tests.support.service import DATABASE
from tests.tools.conftest import allow_tools
from tests.tools.talking import ask, came, told

DOCUMENT = (PROJECT_DIR / "docs" / "tools.md").read_text()
GARDEN, _, TEA = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)


async def test_the_five_minutes(start_service: StartService, emulator: Emulator, tmp_path: Path) -> None:
    (tmp_path / "garden.py").write_text(GARDEN)
    service = start_service(**emulator.environment, LIVECHAT_TOOLS="garden", PYTHONPATH=str(tmp_path))
    allow_tools(service.state_dir / DATABASE, "water")
    async with chat_client(service) as client:
        await client.hello()
        call = await ask(client, "Water the roses, please.")
        assert (call["name"], call["args"]["bed"]) == ("water", "roses")
        assert (await came(client, call))["result"] == "The roses are moist now."
        assert await told(client, 1) == "The roses are moist now."


async def test_the_tea(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.tools.registry._tools", {})
    scope: dict[str, Any] = {"__name__": "tea"}
    exec(TEA, scope)  # noqa: S102 - our own document
    reports: list[object] = []
    caller = Caller(uuid4(), Owner(), _report=lambda value, _scheduling: reports.append(value))
    brew = chosen(["brew_tea"])["brew_tea"]
    response = await response_of("brew_tea", work_of(brew, {"minutes": 0}, caller), 5)
    assert (reports, response) == (["The kettle is on."], {"result": "Your tea is ready."})


def test_it_names_every_tool_that_comes_along_and_every_bound() -> None:
    shipped = [name for name, each in chosen(names()).items() if each.function.__module__.startswith("chat.")]
    assert [name for name in shipped if f"`{name}(" not in DOCUMENT] == []
    assert f"{MAX_RESULT_CHARS:,} characters" in DOCUMENT
    assert f"At most {MOST_CALLS} calls" in DOCUMENT
    assert MOST_THREADS == 8 and "one of eight threads" in DOCUMENT
