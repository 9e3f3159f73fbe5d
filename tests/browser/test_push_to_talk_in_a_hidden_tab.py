"""Whoever holds the key and turns to another tab has let go: the model hears no more of them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.browser.tabs import Tab, one_window
from tests.browser.test_push_to_talk_in_the_browser import chunks, order, speaks
from tests.conftest import StartService
from tests.support.browser import Browsers
from tests.support.connections import becomes_true
from tests.support.emulator import running_emulator

MIDDLE_OF_BUTTON = """(() => {
  const { left, top, width, height } = document.querySelector("#hold").getBoundingClientRect();
  return [left + width / 2, top + height / 2];
})()"""
NO_BLUR = "window.addEventListener('blur', (event) => event.stopImmediatePropagation())"
"""A phone tells a page that it is hidden, and nothing before that."""

Press = Callable[[Tab, bool], Awaitable[object]]


async def space_bar(tab: Tab, down: bool) -> None:
    kind = "keyDown" if down else "keyUp"
    await tab.send("Input.dispatchKeyEvent", type=kind, key=" ", code="Space", windowsVirtualKeyCode=32)


async def button(tab: Tab, down: bool) -> None:
    x, y = await tab.evaluate(MIDDLE_OF_BUTTON)
    kind = "mousePressed" if down else "mouseReleased"
    await tab.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)


def held(yes: bool) -> str:
    return f"document.querySelector('#hold').ariaPressed === '{json.dumps(yes)}'"


async def begin(tab: Tab) -> None:
    await tab.becomes("!document.querySelector('#start').disabled")
    await tab.evaluate("document.querySelector('input[value=push-to-talk]').click()")
    await tab.evaluate("document.querySelector('#start').click()")
    await tab.becomes("document.body.dataset.link === 'live' && !document.querySelector('#hold').hidden")


@pytest.mark.parametrize("press", [space_bar, button], ids=lambda press: press.__name__)
async def test_turning_to_another_tab_lets_go(
    browsers: Browsers, start_service: StartService, tmp_path: Path, press: Press
) -> None:
    record = tmp_path / "record.jsonl"
    tone = ("--scenario", "tone", "--tone-s", "0.5", "--record", str(record))
    with running_emulator(tmp_path, *tone) as emulator:
        service = start_service(**emulator.environment)
        async with one_window(await browsers.get()) as open_tab:
            talk = await open_tab(service.url("/"), NO_BLUR)
            await begin(talk)
            await press(talk, True)
            await talk.becomes(held(True))
            await speaks(record)

            await open_tab(service.url("/healthz"))
            assert await talk.evaluate("document.hidden")
            await talk.becomes(held(False))
            await becomes_true(lambda: order(record)[-1] == "activityEnd", within_s=5)
            said = chunks(record)
            await talk.becomes(
                "document.querySelector('#thread li[data-role=model][data-final=true]') !== null"
            )
            assert chunks(record) == said, "the answer took longer than a chunk of the microphone's"

            await talk.to_front()
            await talk.becomes("!document.hidden && document.body.dataset.agent === 'listening'")
            await press(talk, False)
            assert await talk.evaluate(held(False))
            await press(talk, True)
            await speaks(record)
            await press(talk, False)
            await becomes_true(
                lambda: order(record) == 2 * ["activityStart", "audio", "activityEnd"], within_s=5
            )
            await talk.evaluate("document.querySelector('#stop').click()")
            await talk.becomes("document.body.dataset.link === 'ended'")
