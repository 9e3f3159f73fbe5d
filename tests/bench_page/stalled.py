"""A page whose main thread is busy (measuring/stalls.js)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page

MEASURING = Path(__file__).parent / "measuring"
STALLS = MEASURING / "stalls.js"


@asynccontextmanager
async def stalled(page: Page) -> AsyncIterator[None]:
    """200 ms at a time, with 100 ms between, during the block. STALLS is among the page's scripts."""
    await page.evaluate("() => stalls.begin()")
    try:
        yield
    finally:
        await page.evaluate("() => stalls.end()")
