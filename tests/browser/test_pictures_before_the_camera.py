"""What stands before the camera is what the answer speaks of, typed or spoken, and at that moment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.asking import COLOUR_QUESTION, answer_has, answers, begin_by_typing, names
from tests.browser.cameras import BLUE, RED, Colour, shows, write_camera
from tests.browser.spoken import write_speech
from tests.support.browser import Browsers, camera_file, microphone_file, talk_page
from tests.support.service import Service

PREVIEW = "#camera-preview video"
RED_EACH_S = 6


@pytest.fixture(scope="module")
def red_then_blue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_camera(tmp_path_factory.mktemp("camera") / "camera.mjpeg", RED, BLUE, each_s=RED_EACH_S)


async def test_each_typed_question_is_answered_from_a_fresh_picture(
    browsers: Browsers, module_service: Service, red_then_blue: Path
) -> None:
    async with (
        await browsers.get(camera_file(red_then_blue)) as browser,
        talk_page(browser, module_service) as talk,
    ):
        await begin_by_typing(talk)
        await talk.page.click("#camera")
        for answer, (colour, name) in enumerate([(RED, "red"), (BLUE, "blue")]):
            # Asked as soon as the colour changes: the picture of the second before shows the other one.
            await shows(talk.page, PREVIEW, colour)
            await answers(talk, COLOUR_QUESTION, names(name), answer=answer)
        await talk.stop()


async def test_without_a_camera_it_says_that_it_sees_nothing(
    browsers: Browsers, module_service: Service
) -> None:
    async with talk_page(await browsers.get(), module_service) as talk:
        await begin_by_typing(talk)
        await answers(talk, COLOUR_QUESTION, "Switch on the camera")


@pytest.mark.parametrize(("colour", "name"), [(RED, "red"), (BLUE, "blue")], ids=["red", "blue"])
async def test_a_spoken_question_is_answered_from_the_camera(
    browsers: Browsers, module_service: Service, tmp_path: Path, colour: Colour, name: str
) -> None:
    camera = write_camera(tmp_path / "camera.mjpeg", colour)
    microphone = write_speech(tmp_path / "question.wav", COLOUR_QUESTION)
    async with (
        await browsers.get(camera_file(camera), microphone_file(microphone)) as browser,
        talk_page(browser, module_service) as talk,
    ):
        await begin_by_typing(talk)
        await talk.page.click("#camera")
        await shows(talk.page, PREVIEW, colour)
        # The microphone opens with this, and the question begins.
        await talk.page.click("#mute")
        await answer_has(talk, names(name))
        await expect(talk.utterances("user").first).to_contain_text(re.compile("colou?r do you see", re.I))
        await talk.stop()
