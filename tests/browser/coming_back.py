"""The page behind a proxy that can cut it off, and what it shows of coming back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.support.browser import WITHIN_MS, TalkPage, talk_page
from tests.support.proxy import HOST, Proxy, proxy_to
from tests.support.service import Service

WATCH_LINK = """() => {
  window.links = [document.body.dataset.link];
  new MutationObserver(() => {
    window.links.push(document.body.dataset.link);
    document.body.dataset.returns = window.links.filter((link) => link === "live").length - 1;
  }).observe(document.body, { attributeFilter: ["data-link"] });
}"""
STORED_SECRET = "() => sessionStorage.getItem('livechat.open-talk')"


@dataclass(frozen=True, slots=True)
class BehindProxy:
    """The site that the proxy leads to."""

    port: int

    def url(self, path: str) -> str:
        return f"http://{HOST}:{self.port}{path}"


@asynccontextmanager
async def cuttable_page(
    browser: Browser, service: Service, *scripts: Path, **context_options: Any
) -> AsyncIterator[tuple[TalkPage, Proxy]]:
    async with (
        proxy_to(service.port) as proxy,
        talk_page(browser, BehindProxy(proxy.port), *scripts, **context_options) as talk,
    ):
        yield talk, proxy


async def watch_link(page: Page) -> None:
    """Remembers from now on every state of the link that is shown."""
    await page.evaluate(WATCH_LINK)


async def links(page: Page) -> list[str]:
    """The states that the page has shown, in order."""
    shown: list[str] = await page.evaluate("window.links")
    return shown


async def is_back(talk: TalkPage, times: int = 1) -> None:
    """Waits until the page, which is watched, has been live again so often, however short it was away."""
    await talk.becomes("returns", str(times))


async def cut_off(talk: TalkPage, proxy: Proxy) -> None:
    """Nobody gets through any more."""
    proxy.refusing = True
    proxy.cut()
    await talk.becomes("link", "reconnecting")


async def reload(talk: TalkPage) -> None:
    """Loads the page again; its talk is offered."""
    await talk.page.reload()
    await expect(talk.page.locator("#open-talk")).to_be_visible(timeout=WITHIN_MS)


async def said(talk: TalkPage) -> list[str]:
    """All words of the thread, in order."""
    words = await talk.page.locator("#thread .words").all_text_contents()
    return [" ".join(each.split()) for each in words]
