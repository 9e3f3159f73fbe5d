"""Invariant 5 in a real browser: 5 s after a goodbye, or after the loss is noticed, nothing is left."""

from __future__ import annotations

import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from os import kill
from pathlib import Path

import pytest
from playwright.async_api import Error, expect

from tests.browser.asking import answer_has, answers, begin_by_typing
from tests.browser.processes import asleep, own_browser, processes_of
from tests.support.browser import Browsers, TalkPage, talk_page
from tests.support.connections import becomes_true, connections_to
from tests.support.emulator import Emulator
from tests.support.leftovers import (
    GONE_WITHIN_S,
    NOTICED_WITHIN_S,
    nothing_is_left,
    upstream_port,
)
from tests.support.service import Service

STORY = "Tell me a long story."

Leaving = Callable[[TalkPage], Awaitable[object]]


async def stop_button(talk: TalkPage) -> None:
    await talk.stop()


async def tab_closed(talk: TalkPage) -> None:
    await talk.page.close()


async def page_reloaded(talk: TalkPage) -> None:
    await talk.page.reload()


async def navigated_away(talk: TalkPage) -> None:
    await talk.page.goto("about:blank")


async def renderer_crashed(talk: TalkPage) -> None:
    """What running out of memory does to the page alone."""
    with suppress(Error):
        await talk.page.goto("chrome://crash")


WAYS: list[Leaving] = [stop_button, tab_closed, page_reloaded, navigated_away, renderer_crashed]


def last_outcome(service: Service) -> str:
    [(outcome,)] = service.rows("SELECT outcome FROM chat_conversation ORDER BY started_at DESC LIMIT 1")
    return str(outcome)


async def is_connected(emulator: Emulator) -> None:
    await becomes_true(lambda: connections_to(upstream_port(emulator)) == 1, GONE_WITHIN_S)


@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
async def test_nothing_is_left_of_a_talk_left_in_mid_answer(
    browsers: Browsers, module_service: Service, emulator: Emulator, leave: Leaving
) -> None:
    async with talk_page(await browsers.get(), module_service) as talk:
        await talk.start()
        await talk.type(STORY)
        await answer_has(talk, r"\w")
        await is_connected(emulator)
        await leave(talk)
        await nothing_is_left(module_service, emulator, GONE_WITHIN_S)
    assert last_outcome(module_service) == ("goodbye" if leave is stop_button else "lost")


@pytest.mark.parametrize("leave", [tab_closed, page_reloaded, navigated_away], ids=lambda way: way.__name__)
async def test_nothing_is_left_of_a_talk_left_during_its_setup(
    browsers: Browsers, module_service: Service, emulator: Emulator, leave: Leaving
) -> None:
    async with talk_page(await browsers.get(), module_service) as talk:
        async with talk.page.expect_websocket():
            await talk.page.click("#start")
        await leave(talk)
        await nothing_is_left(module_service, emulator, GONE_WITHIN_S)


async def test_after_a_reload_one_talks_again(browsers: Browsers, module_service: Service) -> None:
    async with talk_page(await browsers.get(), module_service) as talk:
        await begin_by_typing(talk)
        await talk.page.reload()
        await expect(talk.page.locator("#start")).to_be_visible()
        await begin_by_typing(talk)
        await answers(talk, "What is 6 times 7?", "42")
        await talk.stop()


async def test_nothing_is_left_of_a_browser_that_is_killed(
    browsers: Browsers, module_service: Service, emulator: Emulator, tmp_path: Path
) -> None:
    async with own_browser(browsers, tmp_path) as browser:
        [main_process] = (await processes_of(browser))["browser"]
        with suppress(Error):  # Its context can no longer be closed.
            async with talk_page(browser, module_service) as talk:
                await talk.start()
                await talk.type(STORY)
                await answer_has(talk, r"\w")
                await is_connected(emulator)
                kill(main_process, signal.SIGKILL)
        await nothing_is_left(module_service, emulator, GONE_WITHIN_S)
    assert last_outcome(module_service) == "lost"


async def test_a_browser_that_sleeps_for_too_long_is_noticed_and_told_when_it_wakes(
    browsers: Browsers, module_service: Service, emulator: Emulator, tmp_path: Path
) -> None:
    async with own_browser(browsers, tmp_path) as browser, talk_page(browser, module_service) as talk:
        await talk.start()
        await is_connected(emulator)
        async with asleep(browser):
            await nothing_is_left(module_service, emulator, NOTICED_WITHIN_S + GONE_WITHIN_S)
        assert last_outcome(module_service) == "lost"
        await talk.becomes("link", "ended")
        await expect(talk.page.locator("#alert")).to_contain_text("Start a new one.")
        await talk.page.click("#again")
        await talk.becomes("link", "live")
        await talk.stop()
