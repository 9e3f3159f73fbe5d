"""Tabs that share a window, so that the one behind is really hidden.

Playwright keeps every page of its own visible, whatever is in front of it. These tabs are none of its: they
stand in the browser's default context, and are spoken to in the DevTools protocol.
https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from playwright.async_api import Browser, CDPSession

WITHIN_S = 20

OpenTab = Callable[..., Awaitable["Tab"]]


class Refused(Exception):
    """What the protocol does not do, at least not now."""


class Tab:
    def __init__(self, devtools: CDPSession, target: str, session: str) -> None:
        self._devtools = devtools
        self._target = target
        self._session = session
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        devtools.on("Target.receivedMessageFromTarget", self._receive)

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of a command. Raises Refused."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        message = json.dumps({"id": number, "method": method, "params": parameters})
        await self._devtools.send(
            "Target.sendMessageToTarget", {"sessionId": self._session, "message": message}
        )
        async with asyncio.timeout(WITHIN_S):
            told = await answer
        if "error" in told:
            raise Refused(told["error"])
        result: dict[str, Any] = told["result"]
        return result

    async def evaluate(self, expression: str) -> Any:
        """The value of JavaScript in it, as if a person had caused it; None where it throws."""
        told = await self.send(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True
        )
        return told["result"].get("value")

    async def becomes(self, expression: str) -> None:
        """Waits until it is true."""
        async with asyncio.timeout(WITHIN_S):
            # A page that is being loaded can tell nobody.
            while not await self._is(expression):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def to_front(self) -> None:
        await self._devtools.send("Target.activateTarget", {"targetId": self._target})

    async def close(self) -> None:
        await self._devtools.send("Target.closeTarget", {"targetId": self._target})

    async def _is(self, expression: str) -> bool:
        try:
            return bool(await self.evaluate(expression))
        except Refused:
            return False

    def _receive(self, event: dict[str, Any]) -> None:
        if event["sessionId"] != self._session:
            return
        message = json.loads(event["message"])
        if "id" in message:
            self._waiting.pop(message["id"]).set_result(message)


@asynccontextmanager
async def one_window(browser: Browser) -> AsyncIterator[OpenTab]:
    """Opens tabs in one window of a browser, the newest in front; closed after the block.

    `first` is JavaScript that runs in a page before its own.
    """
    devtools = await browser.new_browser_cdp_session()
    tabs: list[Tab] = []

    async def open_tab(url: str, first: str = "") -> Tab:
        target = (await devtools.send("Target.createTarget", {"url": "about:blank"}))["targetId"]
        attached = await devtools.send("Target.attachToTarget", {"targetId": target, "flatten": False})
        tab = Tab(devtools, target, attached["sessionId"])
        tabs.append(tab)
        await tab.send("Page.enable")
        await tab.send("Page.addScriptToEvaluateOnNewDocument", source=first)
        await tab.send("Page.navigate", url=url)
        await tab.becomes(f"location.href === '{url}' && document.readyState === 'complete'")
        return tab

    try:
        yield open_tab
    finally:
        for tab in tabs:
            await tab.close()
        await devtools.detach()
