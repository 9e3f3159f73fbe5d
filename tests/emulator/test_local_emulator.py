"""All workers of a machine share one emulator, started by the first that needs it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest

from chat.errors import UpstreamError
from chat.gemini.local_emulator import local_emulator

from .clients import Emulated, next_turn
from .processes import announcement, next_line, running

WORKER = """
import asyncio, sys
from pathlib import Path
from chat.gemini.local_emulator import local_emulator
print(asyncio.run(local_emulator(Path(sys.argv[1]))).base_url, flush=True)
sys.stdin.read()
"""

IMPATIENT_WORKER = """
import asyncio, sys
from pathlib import Path
from chat.gemini.local_emulator import local_emulator
from tests.support.connections import becomes_true

async def main(state_dir):
    given_up = asyncio.create_task(local_emulator(state_dir))
    await becomes_true(lambda: bool(emulators(state_dir)), 20)
    given_up.cancel()
    await asyncio.wait([given_up])
    await local_emulator(state_dir)
    print(len(emulators(state_dir)), flush=True)

def emulators(state_dir):
    return [each for each in Path("/proc").glob("[0-9]*") if serves(each, state_dir)]

def serves(process, state_dir):
    try:
        words = (process / "cmdline").read_text().split("\\0")
    except OSError:
        return False
    return "chat.emulator" in words and str(state_dir) in words

asyncio.run(main(Path(sys.argv[1])))
sys.stdin.read()
"""


@pytest.fixture
def state_dir(tmp_path: Path) -> Iterator[Path]:
    """Ends the emulator that was started there, if one was."""
    yield tmp_path
    with suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(str(announcement(tmp_path)["pid"])), signal.SIGTERM)


async def test_several_workers_start_one_emulator_and_share_it(state_dir: Path) -> None:
    async with AsyncExitStack() as stack:
        workers = [
            await stack.enter_async_context(running(sys.executable, "-c", WORKER, str(state_dir)))
            for _ in range(3)
        ]
        addresses = set(await asyncio.gather(*(next_line(worker) for worker in workers)))
        assert len(addresses) == 1
        log = (state_dir / "emulator.log").read_text()
        assert log.count("Gemini Live emulator at") == 1
        emulated = Emulated(
            int(addresses.pop().rpartition(":")[2]), str(announcement(state_dir)["certificate"])
        )
        async with emulated.talk() as session:
            await session.send_realtime_input(text="Hello.")
            turn = await next_turn(session, until_speech=True)
        assert turn.said
        assert any(turn.speech)


async def test_a_start_that_a_visitor_gave_up_is_not_begun_again_by_the_next(state_dir: Path) -> None:
    async with running(sys.executable, "-c", IMPATIENT_WORKER, str(state_dir)) as worker:
        assert await next_line(worker) == "1"


async def test_an_announcement_that_nobody_stands_behind_is_not_believed(state_dir: Path) -> None:
    (state_dir / "emulator.json").write_text(f'{{"port": 1, "pid": {os.getpid()}, "certificate": ""}}')
    async with running(sys.executable, "-c", WORKER, str(state_dir)) as worker:
        assert await next_line(worker) == f"https://127.0.0.1:{announcement(state_dir)['port']}"
        assert announcement(state_dir)["port"] != 1


async def test_an_emulator_that_cannot_start_is_told_with_its_log(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "no number: no interpreter starts with it")
    with pytest.raises(UpstreamError, match=str(state_dir / "emulator.log")) as raised:
        await local_emulator(state_dir)
    assert raised.value.code == "emulator_unavailable"
    assert raised.value.retry
