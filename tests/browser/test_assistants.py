"""Choosing whom to talk with, hearing a voice first, and changing over in the middle of a talk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.browser.asking import answers, begin_by_typing
from tests.browser.test_layout import PHONE, complaints_of, fits
from tests.support.browser import Browsers, TalkPage, talk_page
from tests.support.emulator import Emulator
from tests.support.service import Service, running_service

WIDE = ViewportSize(width=1280, height=800)


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, emulator: Emulator
) -> Iterator[Service]:
    directory = tmp_path_factory.mktemp("assistants")
    with running_service(directory, empty_database, **emulator.environment) as running:
        yield running


async def chosen_is(page: Page, slug: str) -> None:
    await expect(page.locator("#assistants input:checked")).to_have_value(slug)


def names_recorded(service: Service) -> list[str]:
    rows = service.rows("SELECT assistant FROM chat_conversation ORDER BY started_at")
    return [name for (name,) in rows]


async def choose(page: Page, name: str) -> None:
    await page.click(f".assistant:has-text('{name}')")


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "desktop"])
async def test_the_chooser_fits_and_the_console_is_silent(
    browsers: Browsers, service: Service, viewport: ViewportSize
) -> None:
    async with talk_page(await browsers.get(), service, viewport=viewport) as talk:
        complaints = complaints_of(talk.page)
        await talk.page.reload()
        await chosen_is(talk.page, "friendly-talk")
        await expect(talk.page.locator("#start")).to_be_in_viewport(ratio=1)
        await fits(talk.page)
        for name in ("Language tutor", "Quiet helper"):
            await choose(talk.page, name)
            await fits(talk.page)
        assert complaints == []


async def test_the_keyboard_chooses_and_the_choice_is_remembered(
    browsers: Browsers, service: Service
) -> None:
    async with talk_page(await browsers.get(), service) as talk:
        page = talk.page
        await page.focus("#assistants input:checked")
        await page.keyboard.press("ArrowRight")
        await chosen_is(page, "language-tutor")
        await expect(page.locator("#assistant-description")).to_contain_text("Practise a language")
        await page.reload()
        await chosen_is(page, "language-tutor")
        await expect(page.locator("#assistant-description")).to_contain_text("Practise a language")


async def test_an_address_chooses_before_the_memory(browsers: Browsers, service: Service) -> None:
    async with talk_page(await browsers.get(), service) as talk:
        await choose(talk.page, "Quiet helper")
        await talk.page.goto(service.url("/?assistant=language-tutor"))
        await chosen_is(talk.page, "language-tutor")
        await talk.page.goto(service.url("/?assistant=nobody"))
        await chosen_is(talk.page, "quiet-helper")


async def test_the_chosen_one_begins_and_is_shown(browsers: Browsers, service: Service) -> None:
    async with talk_page(await browsers.get(), service) as talk:
        await choose(talk.page, "Language tutor")
        await begin_by_typing(talk)
        await expect(talk.page.locator("#assistant-menu")).to_have_value("language-tutor")
        await expect(talk.utterances("model").first).to_contain_text("emulator")
        await expect(talk.utterances("user")).to_have_count(0)
        await talk.stop()
    assert names_recorded(service)[-1] == "Language tutor"


async def test_another_takes_over_and_remembers_what_was_said(browsers: Browsers, service: Service) -> None:
    async with talk_page(await browsers.get(), service) as talk:
        page = talk.page
        await choose(page, "Friendly talk")
        await begin_by_typing(talk)
        await answers(talk, "My name is Marmaduke.", "Marmaduke")
        await talk.becomes("agent", "listening")
        await expect(offered(talk)).to_have_text(["Friendly talk", "Language tutor", "Push to talk"])
        await page.select_option("#assistant-menu", "language-tutor")
        await expect(page.locator(".notice p")).to_have_text("You talk with Language tutor now.")
        await expect(page.locator("#assistant-menu")).to_have_value("language-tutor")
        await answers(talk, "What is my name?", "Marmaduke", answer=1)
        await talk.stop()
        await page.click("#back")
        await chosen_is(page, "language-tutor")


def offered(talk: TalkPage) -> Locator:
    return talk.page.locator("#assistant-menu option:not([disabled])")


async def test_who_answers_in_writing_says_nothing(browsers: Browsers, service: Service) -> None:
    async with talk_page(await browsers.get(), service) as talk:
        await choose(talk.page, "Quiet helper")
        await expect(talk.page.locator("#voice-sample")).to_be_hidden()
        await begin_by_typing(talk)
        await answers(talk, "What is 6 times 7?", "42")
        await talk.stop()
    spoken = service.rows("SELECT speech_ms FROM chat_conversation ORDER BY started_at DESC LIMIT 1")
    assert spoken == [(0,)]


async def test_a_voice_is_heard_before_the_talk(browsers: Browsers, service: Service) -> None:
    async with talk_page(await browsers.get(), service) as talk:
        button = talk.page.locator("#voice-sample")
        await expect(button).to_have_text(re.compile(r"Hear the voice\s*emulated"))
        await button.click()
        await expect(button).to_have_attribute("data-state", "playing", timeout=20_000)
        await expect(button).to_contain_text("Stop")
        await button.click()
        await expect(button).to_have_attribute("data-state", "ready")
        await button.click()
        await expect(button).to_have_attribute("data-state", "playing")
        await expect(button).to_have_attribute("data-state", "ready", timeout=20_000)


async def test_a_voice_that_cannot_be_heard_says_why(browsers: Browsers, service: Service) -> None:
    async with talk_page(await browsers.get(), service) as talk:
        busy = '{"error": {"code": "sample_busy", "message": "Another voice is being tried."}}'
        await talk.page.route(
            "**/api/voice/**",
            lambda route: route.fulfill(status=429, body=busy, content_type="application/json"),
        )
        await talk.page.click("#voice-sample")
        await expect(talk.page.locator("#voice-trouble")).to_have_text("Another voice is being tried.")
        await expect(talk.page.locator("#voice-sample")).to_have_attribute("data-state", "ready")
        await talk.page.route("**/api/voice/**", lambda route: route.abort())
        await talk.page.click("#voice-sample")
        await expect(talk.page.locator("#voice-trouble")).to_contain_text("can’t be played just now")
