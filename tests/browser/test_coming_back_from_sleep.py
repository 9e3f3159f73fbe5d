"""A laptop lid is closed and opened again within a minute: the talk goes on."""

from __future__ import annotations

from pathlib import Path

from tests.browser.asking import answers, begin_by_typing
from tests.browser.coming_back import is_back, links, said, watch_link
from tests.browser.processes import asleep, own_browser
from tests.conftest import StartService
from tests.support.browser import Browsers, talk_page
from tests.support.connections import becomes_true, connections_to
from tests.support.emulator import Emulator
from tests.support.leftovers import NOTICED_WITHIN_S, upstream_port

LINGERS_S = 1


async def test_the_model_is_let_go_meanwhile_and_knows_the_talk_after_it(
    browsers: Browsers, start_service: StartService, emulator: Emulator, tmp_path: Path
) -> None:
    service = start_service(**emulator.environment, LIVECHAT_LINGER_S=str(LINGERS_S))
    async with (
        own_browser(browsers, tmp_path) as browser,
        talk_page(browser, service) as talk,
    ):
        await begin_by_typing(talk)
        await answers(talk, "My name is Berenice.", "Berenice")
        await talk.becomes("agent", "listening")
        before = await said(talk)
        await watch_link(talk.page)
        async with asleep(browser):
            port = upstream_port(emulator)
            await becomes_true(lambda: connections_to(port) == 0, NOTICED_WITHIN_S + LINGERS_S + 5)
        await is_back(talk)
        assert await links(talk.page) == ["live", "reconnecting", "live"]
        await answers(talk, "What is my name?", "Berenice", answer=1)
        assert (await said(talk))[:2] == before
        await talk.stop()
