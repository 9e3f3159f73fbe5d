"""What an operator reads after a talk, in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.reading import Reading
from tests.support.browser import Browsers
from tests.support.service import PASSWORD

pytestmark = pytest.mark.alone


async def log_in(page: Page, reading: Reading, name: str) -> None:
    reading.service.add_user(name)
    await page.goto(reading.service.url("/admin/"))
    await page.fill("#id_username", name)
    await page.fill("#id_password", PASSWORD)
    await page.press("#id_password", "Enter")
    await page.get_by_role("link", name="Conversations", exact=True).click()


async def search(page: Page, words: str) -> None:
    await page.fill("#searchbar", words)
    await page.press("#searchbar", "Enter")


async def transcript(page: Page) -> list[tuple[str, str, str]]:
    """Speaker, words that were heard and words that were not, in the page's order."""
    lines = await page.locator(".transcript li").evaluate_all(
        "lines => lines.map((line) => [line.classList[0], line.querySelector('.heard')?.textContent ?? '',"
        " line.querySelector('.unheard')?.lastChild.textContent ?? ''])"
    )
    return [(speaker, heard.strip(), unheard.strip()) for speaker, heard, unheard in lines]


async def test_a_talk_is_found_by_its_words_and_read_in_order(
    browsers: Browsers, reading: Reading, tmp_path: Path
) -> None:
    browser = await browsers.get()
    async with await browser.new_context() as context:
        page = await context.new_page()
        await log_in(page, reading, "reader")
        await search(page, "a submarine made of marmalade")
        await expect(page.get_by_text("In no talk was that said")).to_be_visible()
        await search(page, "selfish respectable")
        await expect(page.locator("#result_list tbody tr")).to_have_count(1)
        await expect(page.locator("#result_list mark").first).to_have_text("selfish")
        await page.screenshot(path=tmp_path / "list.png")
        await page.locator("#result_list .field-started a").click()
        await expect(page.locator(".transcript li").last).to_be_visible()
        assert await transcript(page) == [
            (each.role, each.words.strip(), each.unheard.strip()) for each in reading.captions
        ]
        await page.screenshot(path=tmp_path / "talk.png", full_page=True)
