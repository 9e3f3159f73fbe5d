"""Chromium with the talk page in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import Browser, BrowserType, Locator, Page, expect

CHROMIUM = "/usr/bin/chromium"
FAKE_DEVICES = (
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
WITHIN_MS = 20_000


def microphone_file(path: Path) -> str:
    """The flag that makes a WAV file the microphone, played once from each opening of the microphone."""
    return f"--use-file-for-fake-audio-capture={path}%noloop"


def camera_file(path: Path) -> str:
    """The flag that makes a Y4M or MJPEG file the camera."""
    return f"--use-file-for-fake-video-capture={path}"


class Site(Protocol):
    """Whatever serves the page: a service, or a proxy before several."""

    def url(self, path: str) -> str: ...


class Browsers:
    """One Chromium for each set of flags, started when first asked for."""

    def __init__(self, chromium: BrowserType) -> None:
        self._chromium = chromium
        self._running: dict[tuple[str, ...], Browser] = {}

    async def get(self, *flags: str) -> Browser:
        """With fake devices, unless one of the flags says otherwise."""
        if flags not in self._running:
            self._running[flags] = await self._chromium.launch(
                executable_path=CHROMIUM, args=[*FAKE_DEVICES, *flags]
            )
        return self._running[flags]

    async def close(self) -> None:
        for browser in self._running.values():
            await browser.close()


@dataclass(slots=True)
class TalkPage:
    """The page at `/`, as a person uses it."""

    page: Page
    errors: list[str] = field(default_factory=list)
    """Exceptions that nothing on the page caught."""

    async def start(self) -> None:
        """Presses Start and waits until the model is there."""
        await self.page.click("#start")
        await self.becomes("link", "live")

    async def stop(self) -> None:
        await self.page.click("#stop")
        await self.becomes("link", "ended")

    async def type(self, text: str) -> None:
        await self.page.fill("#message", text)
        await self.page.press("#message", "Enter")

    async def becomes(self, state: str, value: str) -> None:
        """Waits until the body's `data-<state>` is `value`: link, agent, microphone."""
        await expect(self.page.locator("body")).to_have_attribute(f"data-{state}", value, timeout=WITHIN_MS)

    def utterances(self, role: str) -> Locator:
        """All of "user" or "model", in the thread's order."""
        return self.page.locator(f'#thread li[data-role="{role}"]')

    def utterance(self, role: str, turn: int) -> Locator:
        return self.page.locator(f'#thread li[data-role="{role}"][data-turn="{turn}"]')

    async def finished(self, role: str, turn: int) -> str:
        """The words of one side in a turn, once nothing is added to them."""
        utterance = self.utterance(role, turn)
        await expect(utterance).to_have_attribute("data-final", "true", timeout=WITHIN_MS)
        return await utterance.locator(".words").text_content() or ""


@asynccontextmanager
async def talk_page(
    browser: Browser, service: Site, *scripts: Path, **context_options: Any
) -> AsyncIterator[TalkPage]:
    """The talk page in a context of its own, with `scripts` run before its own.

    After the block, no exception may have gone uncaught on the page.
    """
    async with await browser.new_context(**context_options) as context:
        for script in scripts:
            await context.add_init_script(path=script)
        page = await context.new_page()
        talk = TalkPage(page)
        page.on("pageerror", lambda error: talk.errors.append(str(error)))
        await page.goto(service.url("/"))
        yield talk
    assert talk.errors == []
