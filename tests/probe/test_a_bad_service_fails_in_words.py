"""Scripted faults: the points that meet them fail with a sentence, and none of them hangs."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat.gemini.endpoint import Endpoint, EndpointKind
from chat.gemini.setup import LiveSetup
from chat.probe.checklist import POINTS, Outcome, State, try_point
from chat.probe.course import Course, Service
from tests.support.emulator import Emulator, as_gemini, running_emulator

from .probing import run_probe

SCENARIOS = Path(__file__).parents[1] / "scenarios"
POINT = {point.title: point for point in POINTS}
TYPED, SPOKEN = POINT["a typed sentence"], POINT["a spoken sentence"]
INTERRUPTION, FUNCTION = POINT["an interruption"], POINT["a function"]
KEY = "secret-key-of-the-operators"


@pytest.fixture(scope="module")
def playing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the emulator plays, read anew for each connection."""
    file = tmp_path_factory.mktemp("scenario") / "now.toml"
    file.write_text("version = 1\n")
    return file


@pytest.fixture(scope="module")
def bad_emulator(playing: Path) -> Iterator[Emulator]:
    with running_emulator(playing.parent, "--scenario", str(playing)) as emulator:
        yield emulator


@pytest.fixture
def course(bad_emulator: Emulator) -> Course:
    certificate = bad_emulator.ca_file.read_text()
    endpoint = Endpoint(EndpointKind.GEMINI, KEY, base_url=bad_emulator.url, certificate=certificate)
    return Course(Service("the service", endpoint, LiveSetup("gemini-3.8-live"), (), 2))


@pytest.fixture
def quoting(playing: Path, course: Course) -> Course:
    """A service that closes the answer with the key in its reason."""
    close = f'{{ code = 1008, reason = "Consumer {KEY} suspended." }}'
    playing.write_text(f"version = 1\n[[on]]\nturn = 1\nclose = {close}\n")
    return course


def play(playing: Path, name: str) -> None:
    shutil.copy(SCENARIOS / f"{name}.toml", playing)


def test_a_service_that_answers_no_setup_fails_the_probe(
    tmp_path: Path, playing: Path, bad_emulator: Emulator, emulator: Emulator
) -> None:
    play(playing, "no_setup_complete")
    variables = as_gemini(bad_emulator, LIVECHAT_SETUP_TIMEOUT_S="1", GEMINI_API_KEY=KEY)
    probe = run_probe(tmp_path, **variables, **emulator.environment)
    assert probe.status == 1
    assert probe.states == {
        "setups": "failed",
        "typed": "skipped",
        "spoken": "skipped",
        "interruption": "skipped",
        "function": "skipped",
        "resumed": "skipped",
        "push-to-talk": "skipped",
        "bad model": "ok",
        "bad key": "ok",
    }
    assert "The model did not answer in time." in probe.sentence("setups")
    assert "was not accepted" in probe.sentence("typed")
    assert KEY not in probe.output


async def test_an_answer_without_speech_fails(playing: Path, course: Course) -> None:
    play(playing, "transcription_without_sound")
    outcome = await try_point(TYPED, course)
    assert failed(outcome) == "The answer came without speech, usageMetadata."


async def test_an_empty_turn_fails(playing: Path, course: Course) -> None:
    play(playing, "turn_without_content")
    assert "without speech, outputTranscription, generationComplete" in failed(await try_point(TYPED, course))
    assert failed(await try_point(INTERRUPTION, course)) == "The answer was too short to be interrupted."
    skipped = await try_point(SPOKEN, course)
    assert skipped.state is State.SKIPPED
    assert "no speech to say back" in skipped.sentence


async def test_a_close_is_told_in_plain_words_with_its_code_and_reason(playing: Path, course: Course) -> None:
    play(playing, "invalid_in_answer")
    outcome = await try_point(TYPED, course)
    assert failed(outcome).startswith("The model refused what this server asked of it.")
    assert failed(outcome).endswith("(1007 'Request contains an invalid argument.')")


async def test_what_cannot_be_read_is_told(playing: Path, course: Course) -> None:
    play(playing, "bad_json")
    assert "cannot be read" in failed(await try_point(TYPED, course))


async def test_a_function_that_is_not_called_as_declared_fails(playing: Path, course: Course) -> None:
    play(playing, "tool_storm")
    assert "Something else was called" in failed(await try_point(FUNCTION, course))


async def test_a_service_that_falls_silent_does_not_hang_the_probe(playing: Path, course: Course) -> None:
    play(playing, "silent")
    assert failed(await try_point(TYPED, course, limit_s=1)) == "It was not done within 1 s."


async def test_a_key_that_the_service_quotes_is_not_told(quoting: Course) -> None:
    assert failed(await try_point(TYPED, quoting)).endswith("(1008 'Consumer [key] suspended.')")


async def test_a_port_where_nothing_listens_is_told(course: Course) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        endpoint = Endpoint(EndpointKind.GEMINI, KEY, base_url=f"https://127.0.0.1:{bound.getsockname()[1]}")
        nowhere = Course(Service("the service", endpoint, course.service.setup, (), 2))
        assert "cannot be reached" in failed(await try_point(POINT["setups"], nowhere))
        assert "cannot be reached" in failed(await try_point(POINT["a bad key"], nowhere))


def test_a_file_that_cannot_be_written_is_told_before_anything_is_tried(tmp_path: Path) -> None:
    probe = run_probe(tmp_path, "--record", str(tmp_path / "nowhere" / "recorded.json"))
    assert probe.status == 1
    assert "can't be written: name a file in a directory that exists." in probe.output
    assert "setups" not in probe.output


def failed(outcome: Outcome) -> str:
    assert outcome.state is State.FAILED, outcome
    return outcome.sentence
