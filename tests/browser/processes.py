"""A browser as processes: killed, or put to sleep."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from os import kill
from pathlib import Path

from playwright.async_api import Browser

from tests.support.browser import Browsers


@asynccontextmanager
async def own_browser(browsers: Browsers, directory: Path) -> AsyncIterator[Browser]:
    """A browser that no other test has, since it will be killed."""
    browser = await browsers.get(f"--crash-dumps-dir={directory}")
    try:
        yield browser
    finally:
        await browser.close()


async def processes_of(browser: Browser) -> dict[str, list[int]]:
    """Its process ids by their kind: "browser" is the one that holds the others."""
    session = await browser.new_browser_cdp_session()
    information = await session.send("SystemInfo.getProcessInfo")
    kinds: dict[str, list[int]] = {}
    for process in information["processInfo"]:
        kinds.setdefault(process["type"], []).append(process["id"])
    return kinds


@asynccontextmanager
async def asleep(browser: Browser) -> AsyncIterator[None]:
    """As a laptop whose lid is closed: nothing of it runs during the block."""
    processes = [each for ids in (await processes_of(browser)).values() for each in ids]
    for each in processes:
        kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in processes:
            kill(each, signal.SIGCONT)
