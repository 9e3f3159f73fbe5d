"""The whole deployment, up once for a file of tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.deploy.deployment import Deployment, running_deployment
from tests.deploy.proxy import Proxy
from tests.support.browser import Browsers


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deployment, Proxy]]:
    with running_deployment(tmp_path_factory.mktemp("deployment")) as up:
        yield up


@pytest.fixture(scope="module")
def deployment(up: tuple[Deployment, Proxy]) -> Deployment:
    return up[0]


@pytest.fixture(scope="module")
def proxy(up: tuple[Deployment, Proxy]) -> Proxy:
    return up[1]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browsers = Browsers(playwright.chromium)
        yield await browsers.get()
        await browsers.close()
