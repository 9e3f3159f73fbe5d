"""A server that stops, or dies, and starts again at the same address: the talk goes on."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.asking import answers, begin_by_typing
from tests.browser.coming_back import BehindProxy, is_back, said, watch_link
from tests.conftest import StartService
from tests.resume.workers import running_workers
from tests.support.browser import WITHIN_MS, Browsers, talk_page
from tests.support.emulator import Emulator
from tests.support.process import Process
from tests.support.proxy import proxy_to
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


async def test_an_answer_cut_off_with_its_worker_stays_and_is_marked_and_the_question_is_answered(
    browsers: Browsers, tmp_path: Path, empty_database: Path, emulator: Emulator
) -> None:
    with running_workers(tmp_path, empty_database, 2, **emulator.environment) as (first, second):
        async with (
            proxy_to(first.port) as proxy,
            talk_page(await browsers.get(), BehindProxy(proxy.port)) as talk,
        ):
            await begin_by_typing(talk)
            await talk.type("Tell me a long story.")
            await expect(talk.utterances("model").first.locator(".words")).not_to_be_empty(timeout=WITHIN_MS)
            proxy.target_port = second.port
            await watch_link(talk.page)
            first.process.signal(signal.SIGKILL)
            await is_back(talk)
            cut = talk.utterances("model").first
            await expect(cut).to_have_attribute("data-final", "true")
            await expect(cut.locator(".unheard-label")).to_be_visible()
            await expect(talk.utterances("model")).to_have_count(2, timeout=WITHIN_MS)
            await expect(talk.utterances("user")).to_have_count(1)
            await talk.stop()
