"""A real endpoint asks for login; what shall not be kept is not kept."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.asking import answers, begin_by_typing
from tests.conftest import StartService
from tests.support.browser import Browsers, talk_page
from tests.support.emulator import Emulator, as_gemini
from tests.support.service import PASSWORD, Service

ADA = "ada"


async def log_in(page: Page) -> None:
    """Fills in the form that stands there; the page at `/` comes after it."""
    await page.fill("[name=username]", ADA)
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button[type=submit]")
    await expect(page.locator("#start")).to_be_visible()


async def test_who_must_log_in_is_led_there_and_can_talk_then(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**as_gemini(emulator, LIVECHAT_GUESTS="0"))
    service.add_user(ADA)
    async with talk_page(await browsers.get(), service) as talk:
        await expect(talk.page.locator("#start")).to_have_count(0)
        await talk.page.click("#login")
        await log_in(talk.page)
        await begin_by_typing(talk)
        await answers(talk, "What is 6 times 7?", "42")
        await talk.stop()
    [(owner,)] = service.rows(
        "SELECT username FROM chat_conversation JOIN auth_user ON auth_user.id = owner_id"
    )
    assert owner == ADA


async def test_whose_login_ended_is_told_and_led_back_in(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**as_gemini(emulator, LIVECHAT_GUESTS="0"))
    service.add_user(ADA)
    async with talk_page(await browsers.get(), service) as talk:
        await talk.page.click("#login")
        await log_in(talk.page)
        await talk.page.context.clear_cookies(name="sessionid")
        await talk.page.click("#start")
        await talk.becomes("link", "error")
        await expect(talk.page.locator("#alert")).to_contain_text("Please log in")
        await talk.page.click("#ending-login")
        await log_in(talk.page)
        await begin_by_typing(talk)
        await talk.stop()


async def test_nothing_said_is_kept_where_that_was_asked_for(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with talk_page(await browsers.get(), service) as talk:
        await talk.page.check("#keep")
        await begin_by_typing(talk)
        await expect(talk.page.locator("#detail")).to_have_text("Nothing said is kept.")
        await answers(talk, "My name is Marmaduke.", "Marmaduke")
        await talk.stop()
        await expect(talk.page.locator("#ending-kept")).to_have_text(
            "Nothing of what was said has been kept."
        )
    assert service.rows("SELECT kept FROM chat_conversation") == [(0,)]
    assert service.rows("SELECT * FROM chat_utterance") == []
    assert not any(mentions(service, "Marmaduke"))


async def test_what_is_said_is_kept_otherwise(
    browsers: Browsers, start_service: StartService, emulator: Emulator
) -> None:
    service = start_service(**emulator.environment)
    async with talk_page(await browsers.get(), service) as talk:
        await begin_by_typing(talk)
        await answers(talk, "My name is Marmaduke.", "Marmaduke")
        await talk.stop()
        await expect(talk.page.locator("#ending-kept")).to_contain_text("Its transcript is kept")
    assert all("Marmaduke" in text for (text,) in service.rows("SELECT text FROM chat_utterance"))
    assert any(mentions(service, "Marmaduke"))
    assert "Marmaduke" not in service.process.log


def mentions(service: Service, word: str) -> list[Path]:
    """The files of its state that hold the word."""
    files = [path for path in service.state_dir.rglob("*") if path.is_file()]
    return [path for path in files if word.encode() in path.read_bytes()]
