"""A real Chromium for the tests of this folder.

They share one event loop, since a browser lives in the loop that started it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests.browser.interruptions import Interruptions, interrupt_by_voice
from tests.browser.reading import Reading, read_aloud
from tests.support.browser import Browsers
from tests.support.emulator import Emulator
from tests.support.service import running_service

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    one_loop = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(one_loop, append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers() -> AsyncIterator[Browsers]:
    """Every Chromium that the tests ask for; closed after the last of them."""
    async with async_playwright() as playwright:
        browsers = Browsers(playwright.chromium)
        yield browsers
        await browsers.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def reading(
    browsers: Browsers, emulator: Emulator, empty_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Reading]:
    """Five sentences were read to the page; it has ended, its service still runs."""
    directory = tmp_path_factory.mktemp("reading")
    with running_service(directory, empty_database, **emulator.environment) as service:
        yield await read_aloud(browsers, service, directory)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def interruptions(
    browsers: Browsers,
    tone_emulator: Emulator,
    empty_database: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Interruptions:
    """Long answers were spoken over."""
    directory = tmp_path_factory.mktemp("interruptions")
    with running_service(directory, empty_database, **tone_emulator.environment) as service:
        return await interrupt_by_voice(browsers, service)
