"""A whole short talk on phone and desktop, light and dark: nothing sideways, a silent console."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import ConsoleMessage, Page, Route, ViewportSize, expect

from tests.browser.asking import answer_has, answers
from tests.browser.cameras import BLUE, shows, write_camera
from tests.browser.spoken import write_speech
from tests.support.browser import Browsers, camera_file, microphone_file, talk_page
from tests.support.service import Service

PHONE = ViewportSize(width=360, height=740)
DESKTOP = ViewportSize(width=1280, height=800)
LIGHTNESS = """() => {
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return (0.3 * red + 0.59 * green + 0.11 * blue) / 255;
}"""
OVERHANG = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
HIDDEN_CONTROLS = """() => [...document.querySelectorAll("button, a, textarea")]
  .filter((control) => control.checkVisibility() && !control.matches(".skip-link"))
  .filter((control) => control.getBoundingClientRect().left < 0
    || control.getBoundingClientRect().right > innerWidth)
  .map(({ id, className }) => id || className)"""


def complaints_of(page: Page) -> list[str]:
    """What the console tells from now on; violations of the page's security policy are among it."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", hear)
    return complaints


async def fits(page: Page) -> None:
    assert await page.evaluate(OVERHANG) <= 0
    assert await page.evaluate(HIDDEN_CONTROLS) == []


@pytest.fixture(scope="module")
def devices(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A microphone that asks a sum and a blue camera."""
    directory = tmp_path_factory.mktemp("devices")
    microphone = write_speech(directory / "question.wav", "What is two plus two?", before_s=1)
    return microphone_file(microphone), camera_file(write_camera(directory / "camera.mjpeg", BLUE))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_whole_short_talk_fits_and_the_console_is_silent(
    browsers: Browsers,
    module_service: Service,
    devices: tuple[str, str],
    tmp_path: Path,
    viewport: ViewportSize,
    scheme: Literal["light", "dark"],
) -> None:
    browser = await browsers.get(*devices)
    async with talk_page(browser, module_service, viewport=viewport, color_scheme=scheme) as talk:
        page = talk.page
        complaints = complaints_of(page)
        await page.reload()
        await expect(page.locator("#start")).to_be_in_viewport()
        assert (await page.evaluate(LIGHTNESS) > 0.5) is (scheme == "light")
        await fits(page)
        await page.screenshot(path=tmp_path / "welcome.png")

        await talk.start()
        await answer_has(talk, "four|4")
        await page.click("#camera")
        await shows(page, "#camera-preview video", BLUE)
        await answers(talk, "Tell me a long story.", r"\w+ \w+", answer=1)
        for control in ("#message", "#send", "#mute", "#camera", "#screen", "#stop", "#skip"):
            await expect(page.locator(control)).to_be_in_viewport()
        await fits(page)
        await page.screenshot(path=tmp_path / "talk.png")

        await talk.stop()
        await expect(page.locator("#again")).to_be_in_viewport()
        await fits(page)
        await page.screenshot(path=tmp_path / "ended.png")
        assert complaints == []


async def test_start_can_be_pressed_once_the_script_has_come(
    browsers: Browsers, module_service: Service, devices: tuple[str, str]
) -> None:
    arrived = asyncio.Event()

    async def hold(route: Route) -> None:
        await arrived.wait()
        await route.continue_()

    async with talk_page(await browsers.get(*devices), module_service) as talk:
        await talk.page.route("**/js/main.js", hold)
        await talk.page.reload(wait_until="commit")
        await expect(talk.page.locator("#start")).to_be_disabled()
        arrived.set()
        await talk.start()
        await talk.stop()
