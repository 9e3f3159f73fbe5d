"""The tutorial's own page, served from elsewhere and pointed at this service, works unchanged."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.async_api import Browser, Dialog, Page, WebSocket, expect

from tests.browser.cameras import RED, shows, write_camera
from tests.browser.foreign import serving
from tests.browser.spoken import write_speech
from tests.conftest import StartService
from tests.support.browser import WITHIN_MS, Browsers, camera_file, microphone_file
from tests.support.emulator import Emulator, as_gemini
from tests.support.service import Service

NO_CAMERA = "--use-fake-device-for-media-stream=device-count=0"
PIECE_S = 3
WITHIN_S = 20
SPOKEN_SAMPLES = 12_000
"""Half a second of the answer's speech, 24 kHz."""


@dataclass
class TutorialPage:
    page: Page
    alerts: list[str] = field(default_factory=list)
    alerted: asyncio.Event = field(default_factory=asyncio.Event)
    sent: list[dict[str, object]] = field(default_factory=list)
    speech: bytearray = field(default_factory=bytearray)
    """PCM16 mono 24 kHz."""
    spoken: asyncio.Event = field(default_factory=asyncio.Event)
    """Set after SPOKEN_SAMPLES of it."""

    async def says(self, words: str) -> None:
        """Waits for a paragraph in which the model says this pattern."""
        paragraph = self.page.locator("#chatLog p").filter(has_text=re.compile(rf"^GEMINI: .*{words}", re.I))
        await expect(paragraph.first).to_be_visible(timeout=WITHIN_MS)

    def listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self.sent.append(json.loads(frame)))
        socket.on("framereceived", self._receive)

    async def dismiss(self, dialog: Dialog) -> None:
        self.alerts.append(dialog.message)
        self.alerted.set()
        await dialog.dismiss()

    def _receive(self, frame: str | bytes) -> None:
        self.speech += base64.b64decode(json.loads(frame).get("audio", ""))
        if len(self.speech) >= 2 * SPOKEN_SAMPLES:
            self.spoken.set()


@pytest.fixture(scope="module")
def pages() -> Iterator[str]:
    with serving(Path(__file__).parent / "pages" / "tutorial") as origin:
        yield origin


@asynccontextmanager
async def tutorial_page(
    browser: Browser, pages: str, service: Service, **query: str
) -> AsyncIterator[TutorialPage]:
    async with await browser.new_context() as context:
        page = await context.new_page()
        tutorial = TutorialPage(page)
        page.on("websocket", tutorial.listen)
        page.on("dialog", tutorial.dismiss)
        await page.goto(f"{pages}/?{urlencode({'port': service.port, **query})}")
        yield tutorial


def question(directory: Path, words: str) -> str:
    """The flag of a microphone that asks it within one piece."""
    return microphone_file(write_speech(directory / "question.wav", words, after_s=PIECE_S))


async def test_one_piece_without_a_camera_is_answered_in_text(
    browsers: Browsers, module_service: Service, pages: str, tmp_path: Path
) -> None:
    flags = NO_CAMERA, question(tmp_path, "What is two plus two?")
    async with (
        await browsers.get(*flags) as browser,
        tutorial_page(browser, pages, module_service) as tutorial,
    ):
        await tutorial.page.click("#startButton")
        await tutorial.says("(four|4)")
        setup, piece = tutorial.sent
        assert setup == {"setup": {"generation_config": {"response_modalities": ["TEXT"]}}}
        assert '{"mime_type": "image/jpeg"}' in json.dumps(piece)
        assert tutorial.alerts == []


async def test_pieces_without_end_are_answered_aloud(
    browsers: Browsers, module_service: Service, pages: str, tmp_path: Path
) -> None:
    flag = question(tmp_path, "What is two plus two?")
    async with (
        await browsers.get(flag) as browser,
        tutorial_page(browser, pages, module_service, modality="AUDIO", repeat="1") as tutorial,
    ):
        await tutorial.page.click("#startButton")
        await asyncio.wait_for(tutorial.spoken.wait(), WITHIN_S)
        assert any(tutorial.speech)
        await expect(tutorial.page.locator("#chatLog p")).to_have_count(0)
        assert tutorial.alerts == []


async def test_what_its_webcam_sees_is_spoken_of(
    browsers: Browsers, module_service: Service, pages: str, tmp_path: Path
) -> None:
    camera = write_camera(tmp_path / "camera.mjpeg", RED)
    flags = camera_file(camera), question(tmp_path, "What colour do you see?")
    async with (
        await browsers.get(*flags) as browser,
        tutorial_page(browser, pages, module_service) as tutorial,
    ):
        await shows(tutorial.page, "#videoElement", RED)
        await tutorial.page.click("#startButton")
        await tutorial.says(r"\bred\b")


async def test_with_a_real_endpoint_its_origin_must_be_listed(
    browsers: Browsers, start_service: StartService, emulator: Emulator, pages: str
) -> None:
    browser = await browsers.get()
    closed = start_service(**as_gemini(emulator))
    async with tutorial_page(browser, pages, closed) as tutorial:
        await asyncio.wait_for(tutorial.alerted.wait(), WITHIN_S)
        assert tutorial.alerts == ["Connection closed"]
    assert "refused a WebSocket of a foreign page" in closed.process.log
    assert closed.rows("SELECT * FROM chat_conversation") == []


async def test_once_listed_its_origin_is_let_in(
    browsers: Browsers, start_service: StartService, emulator: Emulator, pages: str, tmp_path: Path
) -> None:
    open_to_it = start_service(**as_gemini(emulator, LIVECHAT_ALLOWED_ORIGINS=pages))
    async with (
        await browsers.get(question(tmp_path, "What is two plus two?")) as browser,
        tutorial_page(browser, pages, open_to_it) as tutorial,
    ):
        await tutorial.page.click("#startButton")
        await tutorial.says("(four|4)")
        assert tutorial.alerts == []
