"""`manage.py probe` run, and what it printed taken apart."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.environment import bare_environment
from tests.support.process import PROJECT_DIR, PYTHON

WITHIN_S = 120
LINE = re.compile(r"^(\d) .+?  (ok|differs|failed|skipped) +([\d.]+) s  (.+)$", re.MULTILINE)
POINTS = {
    "setups": 1,
    "typed": 2,
    "spoken": 3,
    "interruption": 4,
    "function": 5,
    "resumed": 6,
    "push-to-talk": 7,
    "bad model": 8,
    "bad key": 9,
}


@dataclass(frozen=True, slots=True)
class Probe:
    status: int
    output: str

    @property
    def states(self) -> dict[str, str]:
        """By the points' names here."""
        found = {int(number): state for number, state, *_ in LINE.findall(self.output)}
        return {name: found[number] for name, number in POINTS.items()}

    def sentence(self, point: str) -> str:
        sentences = {int(number): str(words) for number, _, _, words in LINE.findall(self.output)}
        return sentences[POINTS[point]]

    def beneath(self, point: str) -> str:
        """What is printed below the point's line."""
        pieces: list[str] = LINE.split(self.output)
        return pieces[POINTS[point] * (LINE.groups + 1)]


def run_probe(state_dir: Path, *arguments: str, **variables: str) -> Probe:
    environment: Mapping[str, str] = bare_environment(LIVECHAT_STATE_DIR=str(state_dir), **variables)
    done = subprocess.run(
        [PYTHON, "manage.py", "probe", *arguments],
        cwd=PROJECT_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert "Traceback" not in done.stdout, done.stdout
    return Probe(done.returncode, done.stdout)
