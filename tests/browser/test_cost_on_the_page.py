"""The figure on the page, and the table behind it, are the emulator's own account."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.asking import begin_by_typing
from tests.conftest import StartService
from tests.support.browser import WITHIN_MS, Browsers, TalkPage, talk_page
from tests.usage.account import Account, account, billed, cost
from tests.usage.biller import running_biller

DIRECTIONS = {"Input": "input", "Output": "output", "Thoughts": "thoughts"}
MODALITIES = {"text": "TEXT", "audio": "AUDIO", "other": "UNSPECIFIED"}
TURNS = 50


async def talk_for(talk: TalkPage, turns: int) -> None:
    for turn in range(1, turns + 1):
        await talk.type(f"This is sentence number {turn}.")
        await talk.finished("model", turn)
        await talk.becomes("agent", "listening")


async def table(page: Page) -> Account:
    """Tokens by direction and modality, as they stand there."""
    rows = await page.locator("#cost-lines tr").evaluate_all(
        "rows => rows.map((row) => [...row.children].map((cell) => cell.textContent))"
    )
    return Counter(
        {(DIRECTIONS[what], MODALITIES[kind]): int(tokens.replace(",", "")) for what, kind, tokens, _ in rows}
    )


async def test_the_page_tells_tokens_by_modality_and_cost(
    browsers: Browsers, start_service: StartService, tmp_path: Path
) -> None:
    with running_biller(tmp_path) as biller:
        service = start_service(**biller.emulator.environment)
        async with talk_page(await browsers.get(), service) as talk:
            await begin_by_typing(talk)
            await expect(talk.page.locator("#cost-open")).to_be_hidden()
            await talk_for(talk, TURNS)
            figure = talk.page.locator("#cost-figure")
            theirs = account(biller.record)
            assert len(billed(biller.record)) == TURNS
            await expect(figure).to_have_text(f"${cost(theirs):.4f}, {theirs.total():,} tokens")

            await talk.page.click("#cost-open")
            await expect(talk.page.locator("#cost")).to_be_visible()
            assert await table(talk.page) == theirs
            await expect(talk.page.locator("#cost-total td").first).to_have_text(f"{theirs.total():,}")
            await talk.page.keyboard.press("Escape")
            await expect(talk.page.locator("#cost")).to_be_hidden()
            await expect(talk.page.locator("#cost-open")).to_be_focused()


async def test_a_limit_is_told_in_words_before_and_at_the_end(
    browsers: Browsers, start_service: StartService, tmp_path: Path
) -> None:
    with running_biller(tmp_path) as biller:
        service = start_service(**biller.emulator.environment, LIVECHAT_MAX_TURNS="2")
        async with talk_page(await browsers.get(), service) as talk:
            await begin_by_typing(talk)
            await talk.type("This is the first sentence.")
            notice = talk.page.locator('.notice[data-code="limit_near"] p')
            await expect(notice).to_have_text("This talk ends soon: it has 1 turn left.", timeout=WITHIN_MS)
            await talk.becomes("agent", "listening")
            await talk.type("This is the second sentence.")
            await talk.becomes("link", "error")
            await expect(talk.page.locator("#ending-title")).to_have_text("The talk has ended")
            await expect(talk.page.locator("#status")).to_have_text("Ended")
            await expect(talk.page.locator("#alert")).to_have_text(
                "This talk has reached its limit of 2 turns."
            )
            assert await talk.finished("model", 2) != ""
            await talk.page.click("#again")
            await talk.becomes("link", "live")
            await expect(talk.page.locator("#cost-open")).to_be_hidden()


async def test_the_figure_goes_on_with_another_assistant(
    browsers: Browsers, start_service: StartService, tmp_path: Path
) -> None:
    with running_biller(tmp_path) as biller:
        service = start_service(**biller.emulator.environment)
        async with talk_page(await browsers.get(), service) as talk:
            await begin_by_typing(talk)
            await talk_for(talk, 2)
            before = account(biller.record)
            await talk.page.select_option("#assistant-menu", "language-tutor")
            await expect(talk.page.locator('.notice[data-code="assistant_changed"]')).to_be_visible()
            await expect(talk.page.locator("#cost-figure")).to_contain_text(f"{before.total():,} tokens")
            await talk.type("This is sentence number 3.")
            await talk.finished("model", 3)
            await talk.becomes("agent", "listening")
            theirs = account(biller.record)
            assert theirs.total() > before.total()
            figure = f"${cost(theirs):.4f}, {theirs.total():,} tokens"
            await expect(talk.page.locator("#cost-figure")).to_have_text(figure)
            await talk.page.click("#cost-open")
            assert await table(talk.page) == theirs
