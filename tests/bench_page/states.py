"""The talk page in every state that a person may see it in, one after the other."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator

from PIL import Image
from playwright.async_api import Browser, FilePayload, Page, Route, expect

from tests.bench_page.ground import Ground
from tests.bench_page.stalled import MEASURING
from tests.browser.coming_back import cuttable_page
from tests.browser.ear import MOUTH
from tests.support.browser import WITHIN_MS, talk_page
from tests.support.process import PROJECT_DIR
from tests.support.service import Service

NO_MICROPHONE = PROJECT_DIR / "tests" / "browser" / "pages" / "no-microphone.js"
SCENARIO = """
version = 1
answers = "tone"

[[on]]
text = "timer"
call = { name = "set_timer", args = { seconds = 60 } }
say = "It is set."

[[on]]
text = "news"
grounding = { queries = ["tulips"], sources = [{ title = "Tulips", uri = "https://example.org/" }] }
say = "The tulips bloom early this year."
"""
"""The rest is answered with a tone."""
TONE_S = 8

State = tuple[str, Page]


async def states(ground: Ground, service: Service) -> AsyncGenerator[State]:
    """Each with its page, which stays as it is until the next is asked for."""
    browser = await ground.browsers.get()
    for walk in (_before, _talking, _answering, _by_hand, _failing, _lost, _elsewhere):
        async for state in walk(browser, service):
            yield state


async def _before(browser: Browser, service: Service) -> AsyncGenerator[State]:
    async with talk_page(browser, service, MOUTH) as talk:
        yield "welcome", talk.page
        await talk.page.click("#help-open")
        await expect(talk.page.locator("#help")).to_be_visible()
        yield "help", talk.page
    async with talk_page(browser, service, MEASURING / "no-answer.js") as talk:
        await talk.page.click("#start")
        await talk.becomes("link", "asking-permission")
        yield "asking for permission", talk.page
    async with talk_page(browser, service, MOUTH) as talk:
        asked: asyncio.Queue[Route] = asyncio.Queue()
        await talk.page.route("**/api/ticket/", asked.put)
        await talk.page.click("#start")
        await talk.becomes("link", "connecting")
        yield "connecting", talk.page
        await (await asked.get()).abort()
        await talk.becomes("link", "error")
        yield "no connection", talk.page


async def _talking(browser: Browser, service: Service) -> AsyncGenerator[State]:
    async with talk_page(browser, service, MOUTH) as talk:
        page = talk.page
        await talk.start()
        yield "live", page
        await page.click("#mute")
        await talk.becomes("microphone", "off")
        yield "muted", page
        await page.click("#camera")
        await expect(page.locator("#camera-preview")).to_be_visible(timeout=WITHIN_MS)
        yield "camera", page
        await page.set_input_files("#attach-file", _picture())
        await expect(page.locator("#attachment")).to_be_visible(timeout=WITHIN_MS)
        yield "a picture to send", page
        await talk.stop()
        yield "ended", page


async def _answering(browser: Browser, service: Service) -> AsyncGenerator[State]:
    async with talk_page(browser, service, MOUTH) as talk:
        page = talk.page
        await talk.start()
        await talk.type("timer")
        await talk.finished("model", 1)
        await page.locator("#thread summary").first.click()
        yield "a function that runs", page
        await talk.type("news")
        await expect(page.locator("#thread .sources")).to_be_visible(timeout=WITHIN_MS)
        yield "sources", page
        await talk.finished("model", 2)
        await talk.becomes("agent", "listening")
        await talk.type("Sing a long tone.")
        await talk.becomes("agent", "speaking")
        yield "speaking", page
        await page.click("#skip")
        await expect(page.locator("#thread .unheard-label").last).to_be_visible(timeout=WITHIN_MS)
        yield "interrupted", page
        await page.click("#cost-open")
        await expect(page.locator("#cost")).to_be_visible()
        yield "cost", page
        await page.keyboard.press("Escape")
        await page.click("#help-open")
        await page.get_by_role("switch", name="Show captions").click()
        await page.keyboard.press("Escape")
        yield "captions hidden", page
        await page.reload()
        await expect(page.locator("#open-talk")).to_be_visible(timeout=WITHIN_MS)
        yield "a talk to go on with", page


async def _by_hand(browser: Browser, service: Service) -> AsyncGenerator[State]:
    async with talk_page(browser, service, MOUTH) as talk:
        await talk.page.locator("label", has_text="Push to talk").click()
        yield "another assistant", talk.page
        await talk.start()
        hold = talk.page.locator("#hold")
        await expect(hold).to_be_visible(timeout=WITHIN_MS)
        yield "push to talk", talk.page
        await hold.press("Space")
        await expect(hold).to_have_attribute("aria-pressed", "true")
        yield "held", talk.page
        await talk.stop()


async def _failing(browser: Browser, service: Service) -> AsyncGenerator[State]:
    async with talk_page(browser, service, NO_MICROPHONE) as talk:
        await talk.page.click("#start")
        await talk.becomes("link", "error")
        yield "no microphone", talk.page
        await talk.page.click("#type-instead")
        await talk.becomes("link", "live")
        await talk.page.click("#mute")
        await expect(talk.page.locator("#notices li")).to_be_visible(timeout=WITHIN_MS)
        yield "a notice", talk.page
        await talk.stop()


async def _lost(browser: Browser, service: Service) -> AsyncGenerator[State]:
    async with cuttable_page(browser, service, MOUTH) as (talk, proxy):
        await talk.start()
        proxy.refusing = True
        proxy.cut()
        await talk.becomes("link", "reconnecting")
        await talk.page.fill("#message", "Are you there?")
        await talk.page.press("#message", "Enter")
        await expect(talk.page.locator("#waiting li")).to_be_visible(timeout=WITHIN_MS)
        yield "reconnecting", talk.page
        proxy.refusing = False
        await talk.becomes("link", "live")
        await talk.stop()


async def _elsewhere(browser: Browser, service: Service) -> AsyncGenerator[State]:
    async with await browser.new_context() as context:
        page = await context.new_page()
        for name, path in (("login", "/login/"), ("no such page", "/nothing/")):
            await page.goto(service.url(path))
            yield name, page


def _picture() -> FilePayload:
    written = io.BytesIO()
    Image.new("RGB", (320, 240), (20, 40, 200)).save(written, "PNG")
    return FilePayload(name="blue.png", mimeType="image/png", buffer=written.getvalue())
