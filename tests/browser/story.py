"""A story told to the page, and what stands in its thread."""

from __future__ import annotations

import re
from typing import NamedTuple

from playwright.async_api import Page, expect

from tests.support.browser import WITHIN_MS, TalkPage

QUESTION = "Tell me a long story."
MIDDLE = re.compile(r"^(\S+\s+){20}")
"""So many words of it; there are hundreds."""
ROWS = """
SELECT sequence, speaker, text FROM chat_utterance
WHERE conversation_id = (SELECT id FROM chat_conversation ORDER BY started_at DESC LIMIT 1)
ORDER BY sequence
"""
"""Of the newest talk."""
LINES = """() => [...document.querySelectorAll("#thread li")].map((line) => [
  Number(line.dataset.sequence),
  line.dataset.role,
  [".words", ".unheard"].map((part) => line.querySelector(part).textContent).join(""),
])"""


class Line(NamedTuple):
    """As the thread has it, and as the records have it (ROWS)."""

    sequence: int
    speaker: str
    text: str
    """What was not heard too."""


async def ask_for_a_story(talk: TalkPage) -> None:
    await talk.type(QUESTION)
    await is_in_its_middle(talk, 0)


async def is_in_its_middle(talk: TalkPage, answer: int) -> None:
    """Waits until so much of this answer, counted from 0, has been heard, and is still being told."""
    words = talk.utterances("model").nth(answer).locator(".words")
    await expect(words).to_have_text(MIDDLE, timeout=WITHIN_MS)
    await talk.becomes("agent", "speaking")


async def lines_shown(page: Page) -> list[Line]:
    """Of both sides, in the thread's order."""
    return [Line(*each) for each in await page.evaluate(LINES)]
