"""A mistake in a scenario is told with its table, its key and what is allowed there."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

from chat.emulator.functions import FunctionCall
from chat.emulator.script import Call, Drop, Event, Rule, Script
from chat.emulator.script_reader import ScriptError, parse_script

from .clients import DEADLINE_S
from .processes import running


def test_a_table_becomes_a_rule() -> None:
    script = parse_script("""
        version = 1
        answers = "tone"
        [[on]]
        text = "lights"
        repeat = true
        after_s = 0.5
        call = { name = "lights", args = { on = true } }
        drop = true
    """)
    actions = (Call(FunctionCall("lights", {"on": True})), Drop())
    assert script == Script((Rule(1, Event.TEXT, 0, "lights", actions, True, False, 0.5),), "tone")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the file, version: missing"),
        ("version = 2", "the file, version: 2 is not allowed. Allowed: 1"),
        (
            "version = 1\nanswers = 'yes'",
            """answers: 'yes' is not allowed. Allowed: "talk" or "tone" or "text\"""",
        ),
        ("version = 1\nrules = 1", "the file, rules: no such key. Allowed: version, answers, on"),
        ("version = 1\non = 3", "the file, on: 3 is not allowed. Allowed: a list"),
        ("version = 1\non = [3]", "table 1: 3 is no table of keys"),
        ("version = ", "this is no TOML"),
    ],
)
def test_what_is_wrong_with_the_file(text: str, told: str) -> None:
    with pytest.raises(ScriptError, match=re.escape(told)):
        parse_script(text)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("drop = true", "table 2: one event is needed, none given. Allowed: connect, setup, turn, text"),
        ("turn = 1\ntext = 'a'\ndrop = true", "table 2: one event is needed, turn, text given."),
        ("turn = 1", "table 2: nothing happens in it. Allowed: say, call"),
        ("turn = 1\nshout = 'a'", "table 2, shout: no such key. Allowed: connect"),
        ("turn = 0\ndrop = true", "table 2, turn: 0 is not allowed. Allowed: a whole number from 1 to"),
        ("turn = true\ndrop = true", "table 2, turn: True is not allowed."),
        ("text = ' '\ndrop = true", "table 2, text: ' ' is not allowed. Allowed: words in quotes"),
        (
            "time_s = -1\ndrop = true",
            "table 2, time_s: -1 is not allowed. Allowed: a number from 0 to 86,400",
        ),
        (
            "time_s = 0\nrepeat = true\ndrop = true",
            "table 2, time_s: 0 is not allowed. Allowed: with repeat at",
        ),
        ("audio_ms = 1\ndrop = true", "table 2, audio_ms: 1 is not allowed. Allowed: a number from 20"),
        ("turn = 1\ndrop = false", "table 2, drop: False is not allowed. Allowed: true"),
        ("turn = 1\nsay = 3", "table 2, say: 3 is not allowed. Allowed: words in quotes"),
        ("turn = 1\ncall = 'f'", "table 2, call: 'f' is no table of keys"),
        ("turn = 1\ncall = {}", "table 2, call, name: missing"),
        ("turn = 1\ncall = { name = 'f', arg = 1 }", "table 2, call, arg: no such key. Allowed: name, args"),
        ("turn = 1\ncall = { name = 'f', args = 1 }", "table 2, call, args: 1 is no table of keys"),
        (
            "turn = 1\nclose = { code = 1006 }",
            "table 2, close, code: 1006 is not allowed. Allowed: 1000 to 1003",
        ),
        (f"turn = 1\nclose = {{ code = 1011, reason = '{'x' * 124}' }}", "Allowed: at most 123 bytes"),
        ("turn = 1\ngo_away = { then = 'close' }", "table 2, go_away, time_left_s: missing"),
        (
            "turn = 1\ngo_away = { time_left_s = 1, then = 'x' }",
            'then: \'x\' is not allowed. Allowed: "close" or "silence"',
        ),
        ("turn = 1\nslow = 300", "table 2, slow: 300 is no table of keys"),
        ("turn = 1\nhuge = 1", "table 2, huge: 1 is not allowed. Allowed: a whole number from 100 to"),
        (
            "turn = 1\ntool_storm = 501",
            "table 2, tool_storm: 501 is not allowed. Allowed: a whole number from 1 to 500",
        ),
        ("turn = 1\ntranscript_shift_ms = 1001", "Allowed: a number from -1000 to 1,000"),
        (
            "turn = 1\nno_setup_complete = true",
            "table 2, no_setup_complete: True is not allowed. Allowed: with connect or",
        ),
        ("connect = 1\nsay = 'a'", "table 2, say: 'a' is not allowed. Allowed: with any event but connect"),
        (
            "connect = 1\nonce = true\ndrop = true",
            "table 2, once: True is not allowed. Allowed: not with connect",
        ),
        ("turn = 1\nsilent = true\nsay = 'a'", "table 2, silent: True is not allowed. Allowed: not beside"),
        (
            "turn = 1\ngrounding = { sources = [{ title = 'a' }] }",
            "table 2, grounding, sources, uri: missing",
        ),
        ("turn = 1\ngrounding = { queries = [1] }", "table 2, grounding, queries: [1] is not allowed."),
    ],
)
def test_what_is_wrong_with_a_table(table: str, told: str) -> None:
    with pytest.raises(ScriptError, match=re.escape(told)):
        parse_script(f"version = 1\n[[on]]\nturn = 1\ndrop = true\n[[on]]\n{table}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version = 1\n[[on]]\nturn = 1\nclose = { code = 1 }", "table 1, close, code: 1 is not allowed."),
        (None, "cannot be read"),
    ],
)
async def test_the_command_ends_with_2(tmp_path: Path, text: str | None, told: str) -> None:
    file = tmp_path / "scenario.toml"
    if text:
        file.write_text(text)
    async with running(sys.executable, "-m", "chat.emulator", "--scenario", str(file)) as process:
        _, complaint = await asyncio.wait_for(process.communicate(), DEADLINE_S)
    assert process.returncode == 2
    assert told in complaint.decode()
    assert str(file) in complaint.decode()
    assert b"Traceback" not in complaint
