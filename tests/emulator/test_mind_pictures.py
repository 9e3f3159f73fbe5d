"""What the camera or the screen shows: colours, light, places and changes."""

from __future__ import annotations

import io
import random
import time

import pytest
from PIL import Image

from chat.emulator.mind import sight
from chat.emulator.mind.colours import NAMES, name_of
from chat.emulator.mind.sight import Unseen, look
from tests.emulator.minds import Colour, ask, jpeg, new_mind, sentences

RED, BLUE, GREEN = (210, 30, 30), (25, 50, 200), (30, 160, 50)
BLACK, WHITE = (0, 0, 0), (255, 255, 255)

BASIC: dict[str, list[Colour]] = {
    "black": [(0, 0, 0), (25, 25, 30)],
    "white": [(255, 255, 255), (245, 245, 220), (240, 235, 225)],
    "grey": [(128, 128, 128), (64, 64, 64), (192, 192, 192), (120, 128, 135)],
    "red": [(255, 0, 0), (200, 30, 30), (139, 0, 0), (220, 20, 60)],
    "orange": [(255, 140, 0), (255, 165, 0), (240, 110, 30)],
    "yellow": [(255, 255, 0), (255, 215, 0), (240, 230, 90)],
    "green": [(0, 128, 0), (0, 255, 0), (34, 139, 34), (110, 120, 40)],
    "blue": [(0, 0, 255), (0, 0, 128), (135, 206, 235), (30, 80, 160)],
    "purple": [(128, 0, 128), (75, 0, 130), (140, 60, 200)],
    "pink": [(255, 192, 203), (255, 105, 180), (255, 20, 147)],
    "brown": [(139, 69, 19), (101, 67, 33), (160, 82, 45), (120, 80, 60)],
}
QUESTIONS = (
    "What do you see?", "what do you see now", "Can you see this?", "What colour is this?",
    "What color is it?", "Describe the picture.", "What am I holding?", "Look at my screen.",
    "What is on my screen?", "Look at this!", "What's in the picture?", "What colours are there?",
    "What does the camera show?", "Tell me what you see.",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_each_basic_colour_has_its_name(name: str) -> None:
    assert [name_of(colour) for colour in BASIC[name]] == [name] * len(BASIC[name])


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(("colour", "name"), [(RED, "red"), (BLUE, "blue")])
def test_a_picture_of_one_colour_is_said_to_be_it(question: str, colour: Colour, name: str) -> None:
    answer = ask(new_mind(), question, jpeg(colour))
    assert name in answer
    assert not any(
        other in answer for other in set(NAMES) - {name} if other != "red" or "colou" not in answer
    )


@pytest.mark.parametrize("spoken", [True, False])
def test_spoken_or_typed_the_colour_is_the_same(spoken: bool) -> None:
    assert "red" in sentences(new_mind(), "What do you see?", jpeg(RED), spoken)[0]


def test_noise_of_camera_and_jpeg_does_not_change_the_colour() -> None:
    dice = random.Random(1)  # noqa: S311 - noise, no secret
    image = Image.new("RGB", (160, 120))
    image.putdata([tuple(part + dice.randint(-25, 25) for part in BLUE) for _ in range(160 * 120)])
    data = io.BytesIO()
    image.save(data, "JPEG", quality=10)
    assert "blue" in ask(new_mind(), "What do you see?", data.getvalue())


def test_of_a_mixed_picture_it_names_the_two_greatest_colours_and_where_they_are() -> None:
    answer = ask(new_mind(), "What do you see?", jpeg(RED, BLUE))
    assert "as much" in answer
    assert "red on the left and blue on the right" in answer
    upright = ask(new_mind(), "What do you see?", jpeg(GREEN, WHITE, across=True))
    assert "green at the top and white at the bottom" in upright


def test_the_greater_part_is_named_first() -> None:
    assert "mostly green, with some red" in ask(new_mind(), "What do you see?", jpeg(GREEN, GREEN, RED))


@pytest.mark.parametrize(
    ("colour", "light"), [(BLACK, "almost dark"), ((50, 50, 50), "dim"), ((120, 120, 120), "evenly lit"),
                          ((190, 190, 190), "bright"), (WHITE, "very bright")],
)  # fmt: skip
def test_it_says_how_bright_it_is(colour: Colour, light: str) -> None:
    assert f"It's {light}." in ask(new_mind(), "How bright is it?", jpeg(colour))


def test_it_tells_what_changed_since_it_looked_before() -> None:
    mind = new_mind()
    assert "before" not in ask(mind, "What do you see?", jpeg(RED))
    assert "it was mostly red" in ask(mind, "And now?", jpeg(BLUE))
    assert "Much the same" in ask(mind, "What do you see?", jpeg(BLUE))


def test_it_says_yes_or_no_to_a_colour() -> None:
    assert sentences(new_mind(), "Is it red?", jpeg(RED))[0] == "Yes, red."
    assert sentences(new_mind(), "Is this green?", jpeg(RED))[0].startswith("Not green")


def test_it_admits_that_it_does_not_know_things() -> None:
    answer = ask(new_mind(), "What am I holding?", jpeg(RED))
    assert "red" in answer
    assert "colours" in answer


@pytest.mark.parametrize("question", [*QUESTIONS, "How bright is it?"])
def test_without_a_picture_it_tells_how_to_give_one(question: str) -> None:
    answer = ask(new_mind(), question)
    assert "picture" in answer or "see" in answer
    assert "camera" in answer
    assert "screen" in answer


@pytest.mark.parametrize("picture", [b"x", b"\xff\xd8\xff", jpeg(RED)[:200]])
def test_a_broken_picture_is_said_to_be_so(picture: bytes) -> None:
    assert "could not read" in ask(new_mind(), "What do you see?", picture)


def test_a_picture_too_large_to_open_is_refused() -> None:
    data = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(data, "PNG")
    with pytest.raises(Unseen, match="too large"):
        look(data.getvalue())


def test_without_pillow_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sight, "missing", lambda *packages: packages[0])
    assert "pillow is not installed" in ask(new_mind(), "What do you see?", jpeg(RED))


def test_a_large_picture_is_looked_at_in_a_moment() -> None:
    data = io.BytesIO()
    Image.effect_noise((1920, 1080), 80).convert("RGB").save(data, "JPEG")
    started = time.perf_counter()
    assert look(data.getvalue()).colours
    assert time.perf_counter() - started < 0.3
