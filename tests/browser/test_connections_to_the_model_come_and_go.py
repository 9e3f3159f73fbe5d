"""What a person on the page notices of it: nothing of a handover, a word about a loss."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.asking import answers, begin_by_typing
from tests.conftest import StartService
from tests.support.browser import Browsers, talk_page
from tests.support.emulator import running_emulator
from tests.support.long_talk import read_account

SCENARIOS = Path(__file__).parents[1] / "scenarios"
WATCH_LINK = """() => {
  window.links = [document.body.dataset.link];
  new MutationObserver(() => window.links.push(document.body.dataset.link))
    .observe(document.body, { attributeFilter: ["data-link"] });
}"""
HANDOVERS = 3


async def links(page: Page) -> list[str]:
    """All states that the page has shown since the talk began."""
    shown: list[str] = await page.evaluate("window.links")
    return shown


async def test_a_handover_is_not_noticed(
    browsers: Browsers, start_service: StartService, tmp_path: Path
) -> None:
    record = tmp_path / "record.jsonl"
    lifetime = ("--connection-s=12", "--go-away-s=2", f"--record={record}")
    with running_emulator(tmp_path, *lifetime) as emulator:
        service = start_service(**emulator.environment)
        async with talk_page(await browsers.get(), service) as talk:
            await begin_by_typing(talk)
            await talk.page.evaluate(WATCH_LINK)
            asked = 0
            while read_account(record).resumed < HANDOVERS:
                asked += 1
                await answers(talk, f"What is {asked} plus {asked}?", str(2 * asked), answer=asked - 1)
                await talk.becomes("agent", "listening")
            assert await links(talk.page) == ["live"]
            assert await talk.page.locator("#notices li").count() == 0
            assert await talk.utterances("user").count() == asked
            assert await talk.utterances("model").count() == asked
            await talk.stop()


async def test_a_loss_is_told_and_the_talk_goes_on(
    browsers: Browsers, start_service: StartService, tmp_path: Path
) -> None:
    with running_emulator(tmp_path, "--scenario", str(SCENARIOS / "dropped.toml")) as emulator:
        service = start_service(**emulator.environment)
        async with talk_page(await browsers.get(), service) as talk:
            await begin_by_typing(talk)
            await talk.page.evaluate(WATCH_LINK)
            await talk.type("What is 2 plus 3?")
            whole = talk.utterances("model").last.locator(".words")
            await expect(whole).to_contain_text("5", timeout=20_000)
            await talk.becomes("agent", "listening")
            assert await links(talk.page) == ["live", "reconnecting", "live"]
            assert await talk.utterances("user").count() == 1
            await talk.stop()
