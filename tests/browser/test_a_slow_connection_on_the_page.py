"""A connection that can't carry what is said: a quiet word about it, which goes away again."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.coming_back import cuttable_page
from tests.conftest import StartService
from tests.support.browser import WITHIN_MS, Browsers
from tests.support.emulator import Emulator


async def test_it_is_told_quietly_and_no_longer_than_it_lasts(
    browsers: Browsers, start_service: StartService, tone_emulator: Emulator
) -> None:
    service = start_service(**tone_emulator.environment)
    async with cuttable_page(await browsers.get(), service) as (talk, proxy):
        await talk.start()
        notice = talk.page.locator('.notice[data-code="slow"]')
        # After two seconds on their way and two that wait the rest is lost; six of silence would be a loss.
        proxy.stall()
        await expect(notice.locator("p")).to_have_text(
            "The connection is slow: some of what you say is lost.", timeout=WITHIN_MS
        )
        await expect(notice).to_have_attribute("data-kind", "hint")
        proxy.flow()
        await expect(notice).to_have_count(0, timeout=WITHIN_MS)
        assert await talk.page.locator('.notice[data-kind="error"]').count() == 0
        await talk.stop()
