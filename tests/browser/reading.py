"""A talk in which a person reads five sentences aloud, as it was on the page and in the record."""

from __future__ import annotations

import re
import wave
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import expect

from tests.browser.ear import EAR, Heard, heard_on
from tests.support.browser import Browsers, TalkPage, microphone_file, talk_page
from tests.support.recordings import librivox
from tests.support.service import Service

RATE = 16_000
LEAD_S = 1.5
"""The talk is live by then."""
PAUSE_S = 4
"""For the answer to begin, and to be skipped."""
A_FEW_WORDS = re.compile(r"(\S+\s+){3}")


@dataclass(frozen=True, slots=True)
class Caption:
    role: str
    sequence: int
    words: str
    unheard: str


@dataclass(frozen=True, slots=True)
class Reading:
    service: Service
    captions: list[Caption]
    """In the thread's order."""
    heard: Heard

    def words(self, role: str) -> list[str]:
        return [caption.words for caption in self.captions if caption.role == role]


async def read_aloud(browsers: Browsers, service: Service, directory: Path) -> Reading:
    """Skips each answer once its first words are there, and hears the last one to its end."""
    sentences = librivox()
    microphone = _tape([sentence.pcm for sentence in sentences], directory / "reading.wav")
    browser = await browsers.get(microphone_file(microphone))
    async with talk_page(browser, service, EAR, bypass_csp=True) as talk:
        await talk.start()
        for turn in range(1, len(sentences)):
            answer = talk.utterance("model", turn).locator(".words")
            await expect(answer).to_have_text(A_FEW_WORDS, timeout=15_000)
            await talk.page.click("#skip")
        await talk.finished("model", len(sentences))
        await talk.becomes("agent", "listening")
        heard = await heard_on(talk.page)
        captions = await _captions(talk)
        await talk.stop()
    return Reading(service, captions, heard)


def _tape(sentences: list[bytes], path: Path) -> Path:
    """One recording of all, with pauses."""
    with wave.open(str(path), "wb") as tape:
        tape.setnchannels(1)
        tape.setsampwidth(2)
        tape.setframerate(RATE)
        tape.writeframes(bytes(2 * round(LEAD_S * RATE)))
        for sentence in sentences:
            tape.writeframes(sentence + bytes(2 * round(PAUSE_S * RATE)))
    return path


async def _captions(talk: TalkPage) -> list[Caption]:
    captions = []
    for utterance in await talk.page.locator("#thread li").all():
        role, sequence = [await utterance.get_attribute(f"data-{name}") for name in ("role", "sequence")]
        words, unheard = [await utterance.locator(part).text_content() for part in (".words", ".unheard")]
        captions.append(Caption(role or "", int(sequence or 0), words or "", unheard or ""))
    return captions
