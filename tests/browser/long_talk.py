"""A person who talks with the page for as long as one likes, and what the page has shown by the end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.ear import say_aloud
from tests.support.browser import TalkPage
from tests.support.recordings import librivox

WITHIN_MS = 60_000
WATCH = """() => {
  window.links = [document.body.dataset.link];
  window.notices = [];
  new MutationObserver(() => window.links.push(document.body.dataset.link))
    .observe(document.body, { attributeFilter: ["data-link"] });
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]);
    window.notices.push(...added.map((notice) => notice.dataset.code));
  }).observe(document.querySelector("#notices"), { childList: true });
}"""
READ = """items => items.map((item) => ({
  role: item.dataset.role,
  sequence: Number(item.dataset.sequence),
  typed: item.dataset.typed === "true",
  state: item.dataset.state ?? "",
  heard: item.querySelector(".words")?.textContent ?? "",
  unheard: item.querySelector(".unheard")?.textContent ?? "",
}))"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One place of the thread: an utterance, or a function that was called."""

    role: str
    sequence: int
    typed: bool
    state: str
    heard: str
    unheard: str

    @property
    def words(self) -> str:
        return self.heard + self.unheard


@dataclass(slots=True)
class Person:
    talk: TalkPage
    typed: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    called: int = 0
    """Questions that the model calls a function for."""

    async def converse(self, lasting_s: float) -> None:
        """Asks in turn by typing and by voice, every third time into an answer."""
        loop = asyncio.get_running_loop()
        recordings = cycle(librivox())
        ends_at = loop.time() + lasting_s
        number = 0
        while loop.time() < ends_at:
            number += 1
            await self._ask(f"What is {number} plus {number + 1}?", str(2 * number + 1))
            if number % 2 == 0:
                self.called += 1
                await self._ask(f"What time is it in Tokyo? I ask for the {number}th time.", "Tokyo")
            if number % 3 == 0:
                await self._type(f"Tell me a long story, number {number}.")
                await self.talk.becomes("agent", "speaking")
            recording = next(recordings)
            self.spoken.append(recording.words)
            answers = await self._finished("model").count()
            await say_aloud(self.talk.page, recording.pcm)
            await expect(self._heard()).to_have_count(len(self.spoken), timeout=WITHIN_MS)
            await self._answered(answers + (2 if number % 3 == 0 else 1))

    async def _ask(self, words: str, expected: str) -> None:
        answers = await self._finished("model").count()
        await self._type(words)
        await self._answered(answers + 1)
        await expect(self.talk.utterances("model").last.locator(".words")).to_contain_text(expected)

    async def _type(self, words: str) -> None:
        self.typed.append(words)
        await self.talk.type(words)

    async def _answered(self, times: int) -> None:
        """So many times since the talk began, and heard to the end."""
        await expect(self._finished("model")).to_have_count(times, timeout=WITHIN_MS)
        await expect(self.talk.page.locator("body")).to_have_attribute(
            "data-agent", "listening", timeout=WITHIN_MS
        )

    def _finished(self, role: str) -> Locator:
        return self.talk.page.locator(f'#thread li[data-role="{role}"][data-final="true"]')

    def _heard(self) -> Locator:
        return self.talk.page.locator('#thread li[data-role="user"][data-final="true"]:not([data-typed])')


async def read_thread(page: Page) -> list[Shown]:
    """In its order."""
    items: list[dict[str, Any]] = await page.locator("#thread li").evaluate_all(READ)
    return [Shown(**item) for item in items]
