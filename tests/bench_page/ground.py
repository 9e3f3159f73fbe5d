"""What a part of the bench is measured on: a service whose door is tapped, a model's side, a browser."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.browser import Browsers
from tests.support.emulator import Emulator, running_emulator
from tests.support.environment import bare_environment
from tests.support.process import PYTHON, Process
from tests.support.servers import LISTENING, server_command
from tests.support.service import DATABASE, Service

TAPPED = "tests.bench_page.tapped:application"
EMULATOR_READY = r"emulator at (https://\S+)"
TONE = """
version = 1
answers = "tone"

[[on]]
text = "hush"
repeat = true
after_s = 0.7
say = "tone"
"""
"""A tone answers whatever is typed, at once. After "hush" there is silence before it, and it is short.

Who hears by loudness alone takes the beeps of Chromium's own microphone for a voice: pages have another.
"""


@dataclass(slots=True)
class Ground:
    """Everything that is started on it ends with `stack`."""

    directory: Path
    empty_database: Path
    browsers: Browsers
    stack: ExitStack
    short: bool = False
    minutes: float = 30
    """Of watching the memory."""
    processes: list[Process] = field(default_factory=list)

    def size(self, full: int, short: int) -> int:
        """How often something is done."""
        return short if self.short else full

    def start_tone(self, seconds: float) -> Emulator:
        """A model's side whose answers are a pure tone that lasts for so long."""
        scenario = self.directory / "tone.toml"
        scenario.write_text(TONE)
        return self.start_emulator("--scenario", str(scenario), "--tone-s", str(seconds))

    def start_emulator(self, *arguments: str) -> Emulator:
        emulator = self.stack.enter_context(running_emulator(self.directory, *arguments))
        self.processes.append(emulator.process)
        return emulator

    def start_timed_emulator(self, record: Path) -> Emulator:
        """It hears and speaks, and tells when (timed_emulator.py)."""
        authority = self.directory / "timed-emulator.pem"
        arguments = ["--ca-out", str(authority), "--record", str(record)]
        command = [PYTHON, "-m", "tests.bench_page.timed_emulator", *arguments]
        process = self.stack.enter_context(Process(command, bare_environment()))
        self.processes.append(process)
        return Emulator(process.wait_for(EMULATOR_READY)[1], authority, process)

    def start_service(self, emulator: Emulator) -> Service:
        """`livechat.serve` with TAPPED."""
        state_dir = self.directory / f"state-{len(self.processes)}"
        state_dir.mkdir()
        shutil.copy(self.empty_database, state_dir / DATABASE)
        environment = bare_environment(LIVECHAT_STATE_DIR=str(state_dir), **emulator.environment)
        process = self.stack.enter_context(Process(server_command("livechat", TAPPED), environment))
        self.processes.append(process)
        return Service(int(process.wait_for(LISTENING)[1]), state_dir, environment, process)
