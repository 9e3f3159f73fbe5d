"""A talk by typing, and questions about pictures in it."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.support.browser import WITHIN_MS, TalkPage

COLOUR_QUESTION = "What colour do you see?"


async def begin_by_typing(talk: TalkPage) -> None:
    """Presses "Type instead" on the first page."""
    await talk.page.click("#start-typing")
    await talk.becomes("link", "live")


async def answers(talk: TalkPage, question: str, words: str, *, answer: int = 0) -> None:
    """Types the question; `words` (a pattern) come in the answer counted from 0."""
    await talk.type(question)
    await answer_has(talk, words, answer=answer)


async def answer_has(talk: TalkPage, words: str, *, answer: int = 0) -> None:
    said = talk.utterances("model").nth(answer).locator(".words")
    await expect(said).to_have_text(re.compile(words), timeout=WITHIN_MS)


def names(colour: str) -> str:
    """The first sentence names it; later ones may tell of pictures before."""
    return rf"^[^.]*\b{colour}\b[^.]*\."
