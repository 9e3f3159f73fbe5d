"""docs/emulator.md: complete, and true."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from chat.emulator.command_line import add_arguments
from chat.emulator.script_reader import ACTIONS, EVENTS, TIMING, parse_script

from .clients import DEADLINE_S
from .processes import PROJECT_DIR, emulator_process

DOCUMENT = (PROJECT_DIR / "docs" / "emulator.md").read_text()
MOST_LINES = 10
TONE = ("--scenario", "tone", "--tone-s", "1")


def _flags() -> list[str]:
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    return [action.option_strings[0] for action in parser._actions]


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize("flag", _flags())
def test_each_flag_is_told(flag: str) -> None:
    assert re.search(rf"^\|.*`{flag}`.* \|", DOCUMENT, re.MULTILINE)


@pytest.mark.parametrize("name", [*EVENTS, *ACTIONS])
def test_each_event_and_action_is_told(name: str) -> None:
    assert re.search(rf"^\| `{name} = ", DOCUMENT, re.MULTILINE)


@pytest.mark.parametrize("name", TIMING)
def test_each_key_of_timing_is_told(name: str) -> None:
    assert f"`{name} = " in DOCUMENT


def test_nothing_is_told_that_there_is_not() -> None:
    told = set(re.findall(r"^\| `(\w+) = ", DOCUMENT, re.MULTILINE))
    assert told == {*EVENTS, *ACTIONS}


@pytest.mark.parametrize("scenario", _blocks("toml"))
def test_each_example_of_a_scenario_can_be_played(scenario: str) -> None:
    assert parse_script(scenario).rules


@pytest.mark.parametrize(
    "name", sorted(ACTIONS.keys() - {"thought", "grounding", "voice_activity", "usage_gap"})
)
def test_each_failure_has_a_short_example(name: str) -> None:
    examples = [example for example in _blocks("toml") if re.search(rf"^{name} = ", example, re.MULTILINE)]
    assert min(len(example.strip().splitlines()) for example in examples) <= MOST_LINES


async def test_the_example_in_python_runs(tmp_path: Path) -> None:
    (example,) = _blocks("python")
    assert await _run(tmp_path, "talk.py", example, sys.executable) == "tone 1 tone 2"


async def test_the_example_in_javascript_runs(tmp_path: Path) -> None:
    (example,) = _blocks("javascript")
    (tmp_path / "node_modules").symlink_to(PROJECT_DIR / "node_modules")
    assert await _run(tmp_path, "talk.mjs", example, "node") == "tone 1 tone 2"


async def _run(directory: Path, file: str, example: str, interpreter: str) -> str:
    """What it prints, with the emulator where the document says."""
    async with emulator_process(directory, *TONE) as (_, emulated):
        (directory / file).write_text(example.replace("9443", str(emulated.port)))
        environment = os.environ | {"NODE_EXTRA_CA_CERTS": "ca.pem"}
        process = await asyncio.create_subprocess_exec(
            interpreter,
            file,
            cwd=directory,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        printed, complaint = await asyncio.wait_for(process.communicate(), DEADLINE_S)
    assert process.returncode == 0, complaint.decode()
    return printed.decode().strip()
