"""A talk in which a person speaks over long answers, which are a pure tone."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Locator, expect

from tests.browser.ear import EAR, MOUTH, Heard, arrivals_on, heard_on, say_aloud
from tests.support.browser import Browsers, talk_page
from tests.support.recordings import librivox
from tests.support.service import Service

TIMES = 3
WORDS_BYTES = round(1.3 * 32_000)
"""The first words of a sentence."""
HEARD_BEFORE = "tone 3"
"""Each of these takes half a second."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A reply on the page."""

    words: str
    unheard: str
    labelled: bool
    """The page says which words were not heard."""


@dataclass(frozen=True, slots=True)
class Interruption:
    arrived_ms: float
    """When the event came to the browser, by the wall clock."""
    seen: Seen
    text: str
    """Of the stored reply, as all that follows."""
    interrupted: bool
    total_samples: int
    heard_samples: int
    heard_chars: int


@dataclass(frozen=True, slots=True)
class Interruptions:
    each: list[Interruption]
    heard: Heard


async def interrupt_by_voice(browsers: Browsers, service: Service) -> Interruptions:
    browser = await browsers.get()
    pages = []
    async with talk_page(browser, service, MOUTH, EAR, bypass_csp=True) as talk:
        await talk.start()
        await talk.type("Sing a long tone.")
        for turn in range(1, TIMES + 1):
            await expect(talk.utterance("model", turn)).to_contain_text(HEARD_BEFORE, timeout=15_000)
            await say_aloud(talk.page, librivox()[1].pcm[:WORDS_BYTES])
            await talk.finished("model", turn)
            pages.append(await _seen(talk.utterance("model", turn)))
        await expect(talk.utterance("model", TIMES + 1)).to_be_visible(timeout=15_000)
        heard = await heard_on(talk.page)
        arrivals = await arrivals_on(talk.page, "interrupted")
        await talk.stop()
    rows = service.rows(
        "SELECT text, interrupted, total_samples, heard_samples, heard_chars FROM chat_utterance"
        " WHERE speaker = 'model' AND turn <= ? ORDER BY sequence",
        TIMES,
    )
    each = [
        Interruption(arrived, seen, *row) for arrived, seen, row in zip(arrivals, pages, rows, strict=True)
    ]
    return Interruptions(each, heard)


async def _seen(utterance: Locator) -> Seen:
    words, unheard = [await utterance.locator(part).text_content() or "" for part in (".words", ".unheard")]
    return Seen(words, unheard, await utterance.get_by_text("not heard", exact=True).is_visible())
