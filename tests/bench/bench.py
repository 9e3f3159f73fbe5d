"""All that is measured, scene by scene; the programs one after the other, never two at a time."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.climb import climb, steps
from tests.bench.database import Database, fill, new_database
from tests.bench.programs import DIRECT, Program
from tests.bench.results import COMPARED, Results
from tests.bench.run import Run, measure
from tests.bench.stage import Stage, staged
from tests.support.environment import bare_environment
from tests.support.process import PROJECT_DIR, PYTHON
from tests.support.process import run as output_of

TENTH, CHURN, EXPORT, ALONE = "a tenth of the traffic", "coming and going", "during an export", "no relay"
EACH_ROUND = (COMPARED, 100)
"""Sessions: measured in every round."""
LISTENING = (100, 250, 500)
CROWD = 100
CHURN_STEPS, EXPORT_STEPS = 3, 4
"""Times as long as a step."""


@dataclass(slots=True)
class Bench:
    programs: Sequence[Program]
    directory: Path
    tell: Callable[[Run], None]
    """Called with each run as soon as it is known."""
    rounds: int = 3
    seconds: float = 4.0
    """Of each step."""
    sessions: Sequence[int] | None = None
    """The steps of every round and scene, in place of their own."""
    conversations: int = 100_000
    """In the database during the export."""
    results: Results = field(default_factory=Results)
    _database: Database | None = None

    def talking(self) -> None:
        """Round by round in turn; in the last one each program goes on for as far as it can."""
        with self._staged(DIRECT) as stage:
            self._keep(climb(DIRECT.name, stage, self.sessions or EACH_ROUND, self.seconds, ALONE))
        for number in range(1, self.rounds + 1):
            sessions = self.sessions or (tuple(steps()) if number == self.rounds else EACH_ROUND)
            for program in self.programs:
                with self._staged(program) as stage:
                    self._keep(climb(program.name, stage, sessions, self.seconds))

    def tenth(self) -> None:
        """Each talks for a tenth of its time; memory is told by it."""
        for program in self.programs:
            with self._staged(program, share=0.1) as stage:
                for sessions in self.sessions or LISTENING:
                    stage.grow(sessions)
                    self._keep([measure(program.name, stage, sessions, self.seconds, TENTH)])
        self.results.sdk_connection_mb = self._sdk_connection_mb()

    def churn(self) -> None:
        """A crowd of which a tenth leaves in each second, and as many come."""
        for program in self._of_livechat():
            with self._staged(program) as stage:
                stage.grow(self._crowd)
                stage.browsers.ask("/churn", per_s=max(1, self._crowd // 10))
                self._keep([measure(program.name, stage, self._crowd, CHURN_STEPS * self.seconds, CHURN)])

    def export(self) -> None:
        """Another process reads all conversations that there are, and writes them to a file."""
        with tempfile.TemporaryDirectory(dir=self.directory) as directory:
            archive = new_database(Path(directory))
            fill(archive, self.conversations)
            for program in self._of_livechat():
                with self._staged(program, archive) as stage:
                    stage.grow(self._crowd)
                    with _exporting(stage, Path(directory, "export.json")):
                        run = measure(program.name, stage, self._crowd, EXPORT_STEPS * self.seconds, EXPORT)
                    self._keep([run])

    @property
    def _crowd(self) -> int:
        return self.sessions[-1] if self.sessions else CROWD

    def _of_livechat(self) -> list[Program]:
        return [program for program in self.programs if program.server]

    def _keep(self, runs: Iterator[Run] | Sequence[Run]) -> None:
        for each in runs:
            self.results.runs.append(each)
            self.tell(each)

    @contextmanager
    def _staged(
        self, program: Program, database: Database | None = None, *, share: float = 1.0
    ) -> Iterator[Stage]:
        """Where a program fails in the block, that is kept, and the others are tried all the same."""
        begun = False
        try:
            with (
                tempfile.TemporaryDirectory(dir=self.directory) as directory,
                staged(program, Path(directory), database or self._empty(), share=share) as stage,
            ):
                begun = True
                yield stage
                stage.browsers.ask("/leave")
        except AssertionError as failure:
            if not begun:
                raise
            self.results.failures.append(f"{program.name}: {failure}")

    def _empty(self) -> Database:
        """Made once."""
        if self._database is None:
            directory = self.directory / "empty"
            directory.mkdir()
            self._database = new_database(directory)
        return self._database

    def _sdk_connection_mb(self) -> float:
        with self._staged(DIRECT) as stage:
            told = output_of(
                [PYTHON, "-m", "tests.bench.sdk_connections", *stage.upstream], bare_environment()
            )
        return float(told.split()[1])


@contextmanager
def _exporting(stage: Stage, file: Path) -> Iterator[None]:
    """Wherever the kernel lets it run. Raises AssertionError where it ends before the block does."""
    command = [PYTHON, "manage.py", "dumpdata", "chat.conversation", "chat.utterance", "--output", str(file)]
    export = subprocess.Popen(command, cwd=PROJECT_DIR, env=stage.environment)
    try:
        yield
        assert export.poll() is None, f"the export ended first, with status {export.returncode}"
    finally:
        export.terminate()
        export.wait()
