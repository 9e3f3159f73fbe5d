"""The screen that is shared is what the answer speaks of, also after it has changed."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.asking import COLOUR_QUESTION, answers, begin_by_typing, names
from tests.browser.cameras import BLUE, RED, Colour, shows
from tests.support.browser import WITHIN_MS, Browsers, TalkPage, talk_page
from tests.support.service import Service

SHARED_TAB = "--use-fake-device-for-media-stream=display-media-type=browser"
"""The picker of screens answers by itself, with the tab that asked."""
PREVIEW = "#screen-preview video"

PAINT = """(colour) => {
  const cover = document.getElementById("cover") ?? document.createElement("div");
  cover.id = "cover";
  cover.style.cssText = "position: fixed; inset: 0; z-index: 9; pointer-events: none";
  cover.style.background = `rgb(${colour})`;
  document.body.append(cover);
}"""


async def paint(talk: TalkPage, colour: Colour) -> None:
    """Covers the tab with a colour; what lies below can still be used."""
    await talk.page.evaluate(PAINT, list(colour))


async def test_each_typed_question_is_answered_from_the_screen_of_that_moment(
    browsers: Browsers, module_service: Service
) -> None:
    async with talk_page(await browsers.get(SHARED_TAB), module_service) as talk:
        await begin_by_typing(talk)
        await talk.page.click("#screen")
        await expect(talk.page.locator("#screen")).to_have_attribute("aria-pressed", "true")
        for answer, (colour, name) in enumerate([(RED, "red"), (BLUE, "blue")]):
            await paint(talk, colour)
            await shows(talk.page, PREVIEW, colour)
            await answers(talk, COLOUR_QUESTION, names(name), answer=answer)
        await talk.stop()


async def test_a_screen_no_longer_shared_is_let_go(browsers: Browsers, module_service: Service) -> None:
    async with talk_page(await browsers.get(SHARED_TAB), module_service) as talk:
        await begin_by_typing(talk)
        await talk.page.click("#screen")
        await paint(talk, RED)
        await shows(talk.page, PREVIEW, RED)
        tracks = await talk.page.evaluate_handle(
            f"() => document.querySelector('{PREVIEW}').srcObject.getTracks()"
        )
        await talk.page.click("#screen")
        await expect(talk.page.locator("#screen-preview")).to_be_hidden(timeout=WITHIN_MS)
        assert await tracks.evaluate("tracks => tracks.map(({ readyState }) => readyState)") == ["ended"]
        await talk.stop()
