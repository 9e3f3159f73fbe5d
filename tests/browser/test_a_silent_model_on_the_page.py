"""The model falls silent within an answer: the person is told, and gets the answer without asking again."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from tests.browser.asking import answers, begin_by_typing
from tests.browser.test_connections_to_the_model_come_and_go import SCENARIOS, WATCH_LINK, links
from tests.conftest import StartService
from tests.support.browser import WITHIN_MS, Browsers, talk_page
from tests.support.emulator import running_emulator
from tests.support.long_talk import read_account


async def test_a_stall_is_told_and_mended_on_a_new_connection(
    browsers: Browsers, start_service: StartService, tmp_path: Path
) -> None:
    record = tmp_path / "record.jsonl"
    stalling = ("--scenario", str(SCENARIOS / "stalled.toml"), f"--record={record}")
    with running_emulator(tmp_path, *stalling) as emulator:
        service = start_service(**emulator.environment, LIVECHAT_STALLED_AFTER_S="2")
        async with talk_page(await browsers.get(), service) as talk:
            await begin_by_typing(talk)
            await talk.page.evaluate(WATCH_LINK)
            await talk.type("What is 2 plus 3?")
            await expect(talk.page.locator('.notice[data-code="stalled"] p')).to_have_text(
                "The model has fallen silent: it is asked on a new connection.", timeout=WITHIN_MS
            )
            assert await talk.finished("model", 1) != "", "it fell silent within an answer"
            assert "5" in await talk.finished("model", 2)
            await talk.becomes("agent", "listening")
            assert await links(talk.page) == ["live", "reconnecting", "live"]
            assert await talk.utterances("user").count() == 1
            await answers(talk, "What is 6 times 7?", "42", answer=2)
            await expect(talk.page.locator(".notice[data-kind=error]")).to_have_count(0)
            await talk.stop()
    assert read_account(record).connections == 2
