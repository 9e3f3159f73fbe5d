"""An emulator that answers by a short tone, thinks now and then, leaves gaps, and records what it bills."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.emulator import Emulator, running_emulator

SCENARIO = """
version = 1
answers = "tone"

[[on]]
turn = 1
repeat = true
say = "Yes."

[[on]]
turn = 10
usage_gap = 25

[[on]]
turn = 13
usage_gap = 51

[[on]]
turn = 30
usage_gap = 0

[[on]]
turn = 6
repeat = true
thought = "I had better count once more before I answer that."
"""


@dataclass(frozen=True, slots=True)
class Biller:
    emulator: Emulator
    record: Path


@contextmanager
def running_biller(directory: Path) -> Iterator[Biller]:
    scenario, record = directory / "bills.toml", directory / "record.jsonl"
    scenario.write_text(SCENARIO)
    with running_emulator(directory, "--scenario", str(scenario), "--record", str(record)) as emulator:
        yield Biller(emulator, record)
