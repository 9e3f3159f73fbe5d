"""A worker killed in the middle of a spoken answer, a second one behind the same address."""

from __future__ import annotations

import signal
from pathlib import Path

from playwright.async_api import expect

from tests.browser.asking import answers, begin_by_typing
from tests.browser.coming_back import BehindProxy
from tests.browser.link_log import LINK_LOG, has_come_back, link_log
from tests.browser.story import QUESTION, ROWS, Line, ask_for_a_story, is_in_its_middle, lines_shown
from tests.resume.workers import running_workers
from tests.support.browser import WITHIN_MS, Browsers, talk_page
from tests.support.connections import becomes_true
from tests.support.emulator import Emulator
from tests.support.leftovers import live_rows
from tests.support.proxy import proxy_to

SUM = "What is 6 times 7?"
SPEAKERS = ["user", "model", "model", "user", "model"]


async def test_the_talk_goes_on_after_one_moment_and_each_line_is_there_once(
    browsers: Browsers, tmp_path: Path, empty_database: Path, emulator: Emulator
) -> None:
    with running_workers(tmp_path, empty_database, 2, **emulator.environment) as (first, second):
        async with (
            proxy_to(first.port, second.port) as proxy,
            talk_page(await browsers.get(), BehindProxy(proxy.port), LINK_LOG) as talk,
        ):
            await begin_by_typing(talk)
            await ask_for_a_story(talk)
            told = (await lines_shown(talk.page))[1]
            first.process.signal(signal.SIGKILL)
            await has_come_back(talk.page, WITHIN_MS)

            cut = talk.utterances("model").first
            await expect(cut).to_have_attribute("data-final", "true")
            await expect(cut.locator(".unheard-label")).to_be_visible()
            await is_in_its_middle(talk, 1)
            await answers(talk, SUM, "42", answer=2)
            await talk.becomes("agent", "listening")

            lines, log = await lines_shown(talk.page), await link_log(talk.page)
            await talk.stop()
        await becomes_true(lambda: live_rows(first) == 0, 5)
        rows = [Line(*row) for row in first.rows(ROWS)]
        cut_rows = first.rows("SELECT sequence FROM chat_utterance WHERE interrupted AND speaker = 'model'")

    assert log.states == ["connecting", "live", "reconnecting", "live"]
    assert log.notices == []
    assert [shown.status for shown in log.links if shown.link == "reconnecting"] == ["Reconnecting"]
    assert lines == rows
    assert [line.speaker for line in rows] == SPEAKERS
    assert [line.text for line in rows if line.speaker == "user"] == [QUESTION, SUM]
    assert rows[1].sequence == told.sequence
    assert rows[1].text.startswith(told.text)
    assert (told.sequence,) in cut_rows
