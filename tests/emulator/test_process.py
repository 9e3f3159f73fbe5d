"""`python -m chat.emulator`: how it announces itself, and how it leaves."""

from __future__ import annotations

import asyncio
import fcntl
import json
import signal
import sys
from pathlib import Path

import pytest

from chat.emulator.speaking import SAMPLE_RATE

from .clients import DEADLINE_S, Emulated, closing, next_turn, receive_json
from .processes import EMULATOR, announcement, emulator_process, exit_status, running

TONE = ("--scenario", "tone", "--tone-s", "0.5")
BARE = (
    "import sys; sys.modules.update(numpy=None, onnxruntime=None, PIL=None);"
    "from chat.emulator.__main__ import main; main(sys.argv[1:])"
)
"""An emulator that cannot import what the speech extra brings."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_closes_its_sessions_with_1001_and_ends_it(tmp_path: Path, number: int) -> None:
    async with emulator_process(tmp_path, *TONE) as (process, emulated), emulated.socket() as socket:
        await socket.send(json.dumps({"setup": {"model": "gemini-3.8-live"}}))
        await receive_json(socket)
        process.send_signal(number)
        assert (await closing(socket))[0] == 1001
        assert await exit_status(process) == 0


async def test_it_is_announced_when_it_can_be_reached_and_no_longer(tmp_path: Path) -> None:
    state = ("--state-dir", str(tmp_path))
    async with emulator_process(tmp_path, *TONE, *state) as (process, emulated):
        assert announcement(tmp_path) == {
            "port": emulated.port,
            "pid": process.pid,
            "certificate": emulated.certificate,
        }
        process.terminate()
        await exit_status(process)
    assert not (tmp_path / "emulator.json").exists()


async def test_it_leaves_after_its_last_owner_and_not_before(tmp_path: Path) -> None:
    state = ("--state-dir", str(tmp_path), "--grace-s", "0.3")
    with (tmp_path / "emulator.owners").open("w") as owner, (tmp_path / "emulator.owners").open("w") as other:
        fcntl.flock(owner, fcntl.LOCK_SH)
        fcntl.flock(other, fcntl.LOCK_SH)
        async with emulator_process(tmp_path, *TONE, *state) as (process, _):
            owner.close()
            with pytest.raises(TimeoutError):
                await exit_status(process, deadline_s=1.0)
            other.close()
            assert await exit_status(process) == 0
    assert not (tmp_path / "emulator.json").exists()


@pytest.mark.parametrize("arguments", [TONE, ("--text-only",)])
async def test_tone_and_text_need_no_speech_package(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    bare = (sys.executable, "-c", BARE)
    async with emulator_process(tmp_path, *arguments, command=bare) as (_, emulated):
        assert (await _answer(emulated, "Hello.")).strip()


async def test_what_is_said_is_not_logged(tmp_path: Path) -> None:
    async with emulator_process(tmp_path, *TONE) as (process, emulated):
        await _answer(emulated, "Rumpelstiltskin")
        process.terminate()
        _, log = await asyncio.wait_for(process.communicate(), DEADLINE_S)
    assert b"session 1: closed" in log
    assert b"Rumpelstiltskin" not in log
    assert b"tone 1" not in log


async def test_a_port_that_is_taken_is_told_in_words(tmp_path: Path) -> None:
    async with emulator_process(tmp_path, *TONE) as (_, emulated):
        command = (sys.executable, "-m", "chat.emulator", *TONE, "--port", str(emulated.port))
        async with running(*command) as second:
            _, complaint = await asyncio.wait_for(second.communicate(), DEADLINE_S)
    assert second.returncode == 1
    assert b"The emulator cannot run" in complaint
    assert b"Traceback" not in complaint


@pytest.mark.parametrize("command", [EMULATOR, (sys.executable, "manage.py", "emulator")])
async def test_both_commands_play_a_scenario_and_keep_a_record(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    scenario, record = tmp_path / "scenario.toml", tmp_path / "record.jsonl"
    scenario.write_text('version = 1\nanswers = "tone"\n[[on]]\nturn = 1\nsay = "As written."')
    arguments = ("--scenario", str(scenario), "--record", str(record))
    async with emulator_process(tmp_path, *arguments, command=command) as (process, emulated):
        assert await _answer(emulated, "Hello.") == "As written."
        scenario.write_text(scenario.read_text().replace("written", "written anew"))
        assert await _answer(emulated, "Hello.") == "As written anew."
        process.terminate()
        assert await exit_status(process) == 0
    kept = [json.loads(line) for line in record.read_text().splitlines()]
    assert {"realtime_input": {"text": "Hello."}} in [line.get("message") for line in kept]
    assert kept[-1]["from"] == "close"


async def test_words_come_so_long_after_their_sound(tmp_path: Path) -> None:
    arguments = ("--scenario", "tone", "--tone-s", "2", "--transcript-shift-ms", "1000")
    async with emulator_process(tmp_path, *arguments) as (_, emulated), emulated.talk() as session:
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
    before = turn.messages[: turn.at("output_transcription")]
    assert sum(len(message.data or b"") for message in before) >= 0.9 * 2 * SAMPLE_RATE
    assert turn.said == "tone 1 tone 2 tone 3 tone 4"


async def test_a_shift_beyond_a_second_is_refused() -> None:
    async with running(*EMULATOR, "--transcript-shift-ms", "1001") as process:
        _, complaint = await asyncio.wait_for(process.communicate(), DEADLINE_S)
    assert process.returncode == 2
    assert b"from -1000 to 1000" in complaint


async def test_go_away_comes_when_it_was_set_to(tmp_path: Path) -> None:
    scaled = ("--go-away-s", "0.2", "--connection-s", "0.6")
    async with emulator_process(tmp_path, *TONE, *scaled) as (_, emulated), emulated.socket() as socket:
        await socket.send(json.dumps({"setup": {"model": "gemini-3.8-live"}}))
        await receive_json(socket)
        assert await receive_json(socket) == {"goAway": {"timeLeft": "0.4s"}}
        assert (await closing(socket))[0] == 1008


@pytest.mark.parametrize("command", [EMULATOR, (sys.executable, "manage.py", "emulator")])
async def test_go_away_after_the_end_is_refused(command: tuple[str, ...]) -> None:
    async with running(*command, "--go-away-s", "9", "--connection-s", "5") as process:
        _, complaint = await asyncio.wait_for(process.communicate(), DEADLINE_S)
    assert process.returncode == 2
    assert b"--go-away-s has to be below --connection-s" in complaint


async def _answer(emulated: Emulated, text: str) -> str:
    async with emulated.talk() as session:
        await session.send_realtime_input(text=text)
        return (await next_turn(session)).said
