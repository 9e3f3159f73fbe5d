"""Emulators as processes of their own."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from .clients import DEADLINE_S, Emulated

PROJECT_DIR = Path(__file__).resolve().parents[2]
EMULATOR = (sys.executable, "-m", "chat.emulator")


@asynccontextmanager
async def running(*command: str) -> AsyncIterator[Process]:
    """A process in the project's directory, ended with the block where it still runs."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=PROJECT_DIR, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def next_line(process: Process) -> str:
    """Raises AssertionError with what it complained of, where the process ended instead."""
    assert process.stdout is not None
    assert process.stderr is not None
    async with asyncio.timeout(DEADLINE_S):
        line = await process.stdout.readline()
        assert line, (await process.stderr.read()).decode()
        return line.decode().strip()


async def exit_status(process: Process, deadline_s: float = DEADLINE_S) -> int:
    """Raises TimeoutError where it goes on running."""
    async with asyncio.timeout(deadline_s):
        return await process.wait()


@asynccontextmanager
async def emulator_process(
    directory: Path, *arguments: str, command: Sequence[str] = EMULATOR
) -> AsyncIterator[tuple[Process, Emulated]]:
    certificate = directory / "ca.pem"
    async with running(*command, "--ca-out", str(certificate), *arguments) as process:
        address = await next_line(process)
        yield process, Emulated(int(address.rpartition(":")[2]), certificate.read_text())


def announcement(directory: Path) -> dict[str, object]:
    announced = json.loads((directory / "emulator.json").read_text())
    assert isinstance(announced, dict)
    return announced
