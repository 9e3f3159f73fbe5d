"""One part, from an empty database and a fresh browser to the end of all processes."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.async_api import Playwright

from tests.bench_page.ground import Ground
from tests.bench_page.row import Part, Result
from tests.support.browser import Browsers


async def run_part(
    part: Part, playwright: Playwright, empty_database: Path, *, short: bool, minutes: float
) -> Result:
    begun = time.monotonic()
    result = Result(part)
    browsers = Browsers(playwright.chromium)
    try:
        with tempfile.TemporaryDirectory(prefix="livechat-bench-") as directory, ExitStack() as stack:
            ground = Ground(Path(directory), empty_database, browsers, stack, short=short, minutes=minutes)
            try:
                result.outcome = await part.measure(ground)
            finally:
                await browsers.close()
    except Exception as failure:  # noqa: BLE001  # the others are measured all the same
        result.failure = f"{type(failure).__name__}: {failure}"
    result.took_s = time.monotonic() - begun
    return result
