"""axe-core is really asked, in both themes."""

from __future__ import annotations

from playwright.async_api import async_playwright

from tests.bench_page.axe import violations
from tests.support.browser import CHROMIUM

BROKEN = """<!doctype html><html lang=en><title>A page</title><main><h1>Words</h1>
<style>@media (prefers-color-scheme: dark) { p { color: #eee; background: #fff } }</style>
<p>Hardly to be read in the dark.</p><button></button></main>"""


async def test_each_theme_is_judged_by_itself() -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page()
        await page.set_content(BROKEN)
        broken = await violations(page, "broken")
        await browser.close()
    assert broken == [
        "broken, light: button-name at ['button']",
        "broken, dark: button-name at ['button']",
        "broken, dark: color-contrast at ['p']",
    ]
