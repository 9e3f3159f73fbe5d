"""A server that stops, or dies, and starts again at the same address: the talk goes on."""

from __future__ import annotations

import asyncio
import signal

import pytest
from playwright.async_api import expect

from tests.browser.asking import answers, begin_by_typing
from tests.browser.coming_back import said
from tests.conftest import StartService
from tests.support.browser import Browsers, talk_page
from tests.support.emulator import Emulator
from tests.support.process import Process
from tests.support.servers import LISTENING, server_command
from tests.support.service import Service

QUESTIONS = ["My name is Berenice.", "What is my name?"]
UTTERANCES = "SELECT speaker, text FROM chat_utterance ORDER BY sequence"


def started_again(service: Service) -> Process:
    """The same service at the address it had."""
    return Process(server_command("livechat", port=service.port), service.environment)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
async def test_the_talk_goes_on(
    browsers: Browsers, start_service: StartService, emulator: Emulator, end: signal.Signals
) -> None:
    service = start_service(**emulator.environment)
    async with talk_page(await browsers.get(), service) as talk:
        await begin_by_typing(talk)
        await answers(talk, QUESTIONS[0], "Berenice")
        await talk.becomes("agent", "listening")
        before = await said(talk)
        service.process.signal(end)
        await talk.becomes("link", "reconnecting")
        await expect(talk.page.locator("#detail")).to_have_text("The connection was lost. Trying again.")
        await expect(talk.page.locator("#announcement")).to_contain_text("Reconnecting")
        await asyncio.to_thread(service.process.wait)
        with started_again(service) as process:
            await asyncio.to_thread(process.wait_for, LISTENING)
            await talk.becomes("link", "live")
            await answers(talk, QUESTIONS[1], "Berenice", answer=1)
            assert (await said(talk))[:2] == before
            assert await talk.page.locator("#notices li").count() == 0
            await talk.stop()
        assert "Traceback" not in process.log
    rows = service.rows(UTTERANCES)
    assert [text for speaker, text in rows if speaker == "user"] == QUESTIONS
    assert len(rows) == 4
