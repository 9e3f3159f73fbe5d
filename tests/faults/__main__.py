"""`python -m tests.faults`: tries the promises, prints what was measured beside what was promised.

Exit status 1 where something happened on `livechat.serve` of which not one is tolerated.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.document import write_table
from tests.faults.figures import Measured
from tests.faults.promises import PROMISES
from tests.faults.report import as_json, as_lines, as_markdown
from tests.faults.run import raise_open_files, try_promise
from tests.support.process import PROJECT_DIR
from tests.support.servers import SERVERS
from tests.support.service import migrate


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    names = [promise.name for promise in PROMISES]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}; all by default")
    parser.add_argument("--server", action="append", choices=SERVERS, help="of the three; all by default")
    parser.add_argument("--short", action="store_true", help="fewer and smaller, as in `make test`")
    parser.add_argument("--json", type=Path, default=os.environ.get("FAULTS_JSON"), metavar="FILE")
    parser.add_argument("--document", action="store_true", help="write the table into docs/reliability.md")
    options = parser.parse_args(argv)
    if unknown := set(options.names) - set(names):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    return options


def named_run() -> dict[str, str | int]:
    """What a table has to tell of where it comes from."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT_DIR, capture_output=True, text=True, check=False
    ).stdout.strip()
    return {"commit": commit, "date": datetime.now(UTC).date().isoformat(), "cores": os.cpu_count() or 0}


async def run(options: argparse.Namespace, empty_database: Path) -> list[Measured]:
    results = []
    for promise in PROMISES:
        if options.names and promise.name not in options.names:
            continue
        for server in promise.servers:
            if options.server and server not in options.server:
                continue
            results.append(await try_promise(promise, server, empty_database, short=options.short))
            _keep(results, options.json)
            print("\n".join(as_lines(results[-1])), flush=True)
            if results[-1].log:
                print(results[-1].log, file=sys.stderr, flush=True)
    return results


def _keep(results: list[Measured], file: Path | None) -> None:
    """After each of them: half a run is better than none."""
    if file:
        Path(file).write_text(as_json(results, **named_run()))


def main() -> int:
    options = arguments()
    raise_open_files()
    with tempfile.TemporaryDirectory(prefix="livechat-faults-") as directory:
        results = asyncio.run(run(options, migrate(Path(directory))))
    about = named_run()
    print("\n" + ", ".join(f"{name} {value}" for name, value in about.items()))
    print(as_markdown([p for p in PROMISES if not options.names or p.name in options.names], results))
    if options.document:
        write_table(results, about)
    return 0 if all(each.tolerated for each in results if each.server == "livechat") else 1


if __name__ == "__main__":
    sys.exit(main())
