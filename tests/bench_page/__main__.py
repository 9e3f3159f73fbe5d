"""`python -m tests.bench_page`: measures the page in Chromium, prints each figure beside its target.

Without names all is measured but for the memory, which takes half an hour: name it, or say for how many
minutes. Exit status 1 where a target was missed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import async_playwright

from tests.bench_page.document import write_tables
from tests.bench_page.report import HEADINGS, STAGE_HEADINGS, as_json, as_lines, as_table, cells_of, measured
from tests.bench_page.row import Part, Result
from tests.bench_page.rows import PARTS
from tests.bench_page.run import run_part
from tests.faults.__main__ import named_run
from tests.support.service import migrate

MINUTES, SHORT_MINUTES = 30.0, 1.0


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench_page", description=__doc__)
    names = [part.name for part in PARTS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument(
        "--minutes", type=float, help=f"of watching the memory, {MINUTES:g}; it is watched then"
    )
    parser.add_argument("--short", action="store_true", help="each fewer times: to see that it runs")
    parser.add_argument("--json", type=Path, default=os.environ.get("BENCH_PAGE_JSON"), metavar="FILE")
    parser.add_argument(
        "--document", action="store_true", help="write the tables into docs/performance-page.md"
    )
    options = parser.parse_args(argv)
    if unknown := set(options.names) - set(names):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if options.document and options.short:
        parser.error("a short run is none to write down")
    return options


def chosen(options: argparse.Namespace) -> list[Part]:
    if options.names:
        return [part for part in PARTS if part.name in options.names]
    return [part for part in PARTS if part.unasked or options.minutes]


async def run(options: argparse.Namespace, empty_database: Path) -> list[Result]:
    minutes = options.minutes or (SHORT_MINUTES if options.short else MINUTES)
    results: list[Result] = []
    async with async_playwright() as playwright:
        for part in chosen(options):
            result = await run_part(part, playwright, empty_database, short=options.short, minutes=minutes)
            results.append(result)
            _keep(results, options.json)
            print("\n".join(as_lines(result)), flush=True)
    return results


def _keep(results: Sequence[Result], file: Path | None) -> None:
    """After each of them: half a run is better than none."""
    if file:
        Path(file).write_text(as_json(results, **named_run()))


def summary(results: Sequence[Result]) -> str:
    about = ", ".join(f"{name} {value}" for name, value in named_run().items())
    rows = [(row.says, row.target, measured(row, result)) for result in results for row in result.part.rows]
    tables = [about, as_table(HEADINGS[:3], rows)]
    if way := [cells_of(stage) for result in results for stage in result.outcome.stages]:
        tables.append(as_table(STAGE_HEADINGS, way))
    return "\n\n".join(tables)


def main() -> int:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="livechat-bench-") as directory:
        results = asyncio.run(run(options, migrate(Path(directory))))
    print(f"\n{summary(results)}")
    if options.document:
        write_tables(results, named_run())
    return 0 if all(result.kept for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
