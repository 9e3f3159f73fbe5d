"""`python -m tests.faults.soak`: an hour with 50,000 connects, and its plot."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from tests.faults.__main__ import named_run
from tests.faults.figures import Figure
from tests.faults.ground import Ground
from tests.faults.plot import plot
from tests.faults.promises.soak import CALLERS, soak
from tests.faults.run import raise_open_files
from tests.faults.samples import Sample
from tests.support.process import PROJECT_DIR
from tests.support.service import migrate

PLOT = PROJECT_DIR / "docs" / "soak.svg"


async def run(minutes: float, server: str, directory: Path) -> tuple[list[Figure], list[Sample]]:
    async with AsyncExitStack() as stack:
        ground = Ground(server, directory / "ground", migrate(directory), stack, short=False)
        return await soak(ground, minutes)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--server", default="livechat")
    parser.add_argument("--plot", type=Path, default=PLOT)
    options = parser.parse_args()
    raise_open_files()
    with tempfile.TemporaryDirectory(prefix="livechat-soak-") as directory:
        Path(directory, "ground").mkdir()
        figures, samples = asyncio.run(run(options.minutes, options.server, Path(directory)))
    about = named_run()
    title = f"{CALLERS} talks, commit {about['commit']}, {about['date']}, {about['cores']} cores"
    options.plot.write_text(plot(samples, title))
    for figure in figures:
        print(f"{'kept' if figure.kept else 'MISSED':7}{figure}")
    return 0 if all(figure.kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
