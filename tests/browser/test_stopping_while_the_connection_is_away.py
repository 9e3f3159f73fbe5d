"""Stop while reconnecting: the page is done with it at once, the server as soon as it can be reached."""

from __future__ import annotations

from tests.browser.asking import begin_by_typing
from tests.browser.coming_back import cut_off, cuttable_page
from tests.conftest import StartService
from tests.support.browser import Browsers
from tests.support.connections import becomes_true
from tests.support.emulator import Emulator


async def test_the_talk_is_ended_and_not_left_to_lapse(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment, LIVECHAT_MAX_SESSIONS="1")
    async with cuttable_page(await browsers.get(), service) as (talk, proxy):
        await begin_by_typing(talk)
        await cut_off(talk, proxy)
        await talk.stop()
        proxy.refusing = False
        await talk.page.click("#again")
        await talk.becomes("link", "live")
        await becomes_true(lambda: ("goodbye",) in service.rows("SELECT outcome FROM chat_conversation"), 10)
        await talk.stop()
