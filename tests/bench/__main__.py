"""`python -m tests.bench`: livechat on its servers beside the relays that it is measured by.

`BENCH_JSON=file` keeps the figures. Exit status 1 where a program failed, or a frame was lost,
doubled or refused with nobody coming and going.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.bench import CHURN, Bench
from tests.bench.document import PLOT, write_tables
from tests.bench.plot import plot
from tests.bench.programs import BY_NAME
from tests.bench.report import as_line, as_markdown
from tests.bench.results import Results
from tests.bench.run import Run
from tests.bench.stage import Cores
from tests.faults.__main__ import named_run
from tests.faults.run import raise_open_files

SCENES = ("talking", "tenth", "churn", "export")


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BY_NAME)}; all by default")
    parser.add_argument("--scene", action="append", choices=SCENES, help="of those; all by default")
    parser.add_argument("--sessions", type=int, action="append", help="this step in place of all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each step")
    parser.add_argument("--conversations", type=int, default=100_000, help="to be exported")
    parser.add_argument("--short", action="store_true", help="one round of one step of a second")
    parser.add_argument("--json", type=Path, default=os.environ.get("BENCH_JSON"), metavar="FILE")
    parser.add_argument("--document", action="store_true", help="write tables and plot into docs/")
    options = parser.parse_args(argv)
    if unknown := set(options.names) - set(BY_NAME):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if options.short:
        options.scene, options.rounds, options.seconds, options.sessions = ["talking"], 1, 1.0, [4]
    return options


def run(options: argparse.Namespace, directory: Path) -> Results:
    def tell(run: Run) -> None:
        print(as_line(run), flush=True)
        if options.json:
            Path(options.json).write_text(bench.results.as_json())

    programs = [BY_NAME[name] for name in options.names or BY_NAME]
    sizes = options.rounds, options.seconds, options.sessions, options.conversations
    bench = Bench(programs, directory, tell, *sizes)
    for scene in options.scene or SCENES:
        getattr(bench, scene)()
    return bench.results


def main() -> int:
    options = arguments()
    raise_open_files()
    if Cores.of_this_machine().shared:
        print("One core: the load runs beside what it loads, and the delays are its own.", file=sys.stderr)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="livechat-bench-") as directory:
        results = run(options, Path(directory))
    about = named_run()
    print("\n" + ", ".join(f"{name} {value}" for name, value in about.items()))
    print(as_markdown(results))
    print(f"{(time.monotonic() - begun) / 60:.0f} minutes")
    if options.document:
        write_tables(results, about)
        PLOT.write_text(plot(results, f"commit {about['commit']}, {about['date']}, {about['cores']} cores"))
    for failure in results.failures:
        print(failure, file=sys.stderr)
    settled = (run for run in results.runs if run.scene != CHURN)
    return 1 if results.failures or any(run.lost or run.doubled or run.errors for run in settled) else 0


if __name__ == "__main__":
    sys.exit(main())
