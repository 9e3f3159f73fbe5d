"""The page through TLS, on two workers, PostgreSQL and Redis: one worker is killed, one is drained."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, expect

from tests.browser.asking import answers, begin_by_typing
from tests.deploy.deployment import FIRST, SECOND, Deployment
from tests.deploy.proxy import Proxy
from tests.support.browser import TalkPage, talk_page

pytestmark = pytest.mark.deploy

DRAINED_WITHIN_S = 20
ASKED = ["What is 12 times 7?", "What is 9 times 9?"]


@pytest.fixture(autouse=True)
def two_workers(deployment: Deployment) -> None:
    for address in {FIRST, SECOND} - set(deployment.workers):
        deployment.start_worker(address)


@asynccontextmanager
async def typed_talk(browser: Browser, proxy: Proxy) -> AsyncIterator[TalkPage]:
    """Nobody has installed the proxy's authority in this browser."""
    async with talk_page(browser, proxy, ignore_https_errors=True) as talk:
        await begin_by_typing(talk)
        yield talk
        await talk.stop()


async def asked(talk: TalkPage) -> list[str]:
    return await talk.utterances("user").locator(".words").all_text_contents()


async def test_the_page_may_use_the_microphone_and_a_question_is_answered(
    browser: Browser, proxy: Proxy
) -> None:
    async with typed_talk(browser, proxy) as talk:
        assert await talk.page.evaluate("isSecureContext && !!navigator.mediaDevices")
        await answers(talk, ASKED[0], "84")


async def test_a_talk_goes_on_when_its_worker_is_killed(
    browser: Browser, deployment: Deployment, proxy: Proxy
) -> None:
    async with typed_talk(browser, proxy) as talk:
        await answers(talk, ASKED[0], "84")
        killed = deployment.talking()
        deployment.kill_worker(killed)
        await answers(talk, ASKED[1], "81", answer=1)
        await talk.becomes("link", "live")
        assert deployment.talking() != killed
        assert await asked(talk) == ASKED


async def test_a_talk_goes_on_when_its_worker_is_drained(
    browser: Browser, deployment: Deployment, proxy: Proxy
) -> None:
    async with typed_talk(browser, proxy) as talk:
        await answers(talk, ASKED[0], "84")
        drained = deployment.talking()
        async with asyncio.timeout(DRAINED_WITHIN_S):
            assert await asyncio.to_thread(deployment.drain_worker, drained) == 0
        await answers(talk, ASKED[1], "81", answer=1)
        await talk.becomes("link", "live")
        assert deployment.talking() != drained
        assert await asked(talk) == ASKED


async def test_the_record_is_read_with_the_password_of_the_secret(
    browser: Browser, deployment: Deployment, proxy: Proxy
) -> None:
    async with typed_talk(browser, proxy) as talk:
        await answers(talk, ASKED[0], "84")
    async with await browser.new_context(ignore_https_errors=True) as context:
        page = await context.new_page()
        await page.goto(proxy.url("/admin/"))
        await page.fill("#id_username", "admin")
        await page.fill("#id_password", deployment.password)
        await page.press("#id_password", "Enter")
        await page.get_by_role("link", name="Conversations", exact=True).click()
        await page.locator("#result_list .field-started a").first.click()
        await expect(page.locator(".transcript li").first).to_contain_text(ASKED[0])
