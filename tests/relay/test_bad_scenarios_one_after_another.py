"""Every failure of tests/scenarios against one running server: a clear error or a mended talk, nothing left.

The service's own log is checked for tracebacks when it stops.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.chat_client import ChatClient, chat_client
from tests.support.connections import becomes_true, connections_to
from tests.support.emulator import Emulator, running_emulator
from tests.support.service import Service, running_service

SCENARIOS = Path(__file__).parents[1] / "scenarios"
REFUSED = {
    "no_setup_complete": "setup_timeout",
    "quota": "quota",
    "refused": "setup_refused",
}
"""Those that no talk can come of, and the error that says so."""
UNANSWERED = {"silent", "turn_without_content", "turn_without_end"}
"""Those in which the model answers nothing, whatever is done: the person is told so."""
MENDED = sorted({file.stem for file in SCENARIOS.glob("*.toml")} - set(REFUSED) - UNANSWERED)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the emulator plays, read anew for each connection."""
    file = tmp_path_factory.mktemp("scenario") / "now.toml"
    file.write_text("version = 1\n")
    return file


@pytest.fixture(scope="module")
def bad_emulator(scenario: Path) -> Iterator[Emulator]:
    with running_emulator(scenario.parent, "--scenario", str(scenario)) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def one_service(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, bad_emulator: Emulator
) -> Iterator[Service]:
    with running_service(
        tmp_path_factory.mktemp("service"),
        empty_database,
        **bad_emulator.environment,
        LIVECHAT_SETUP_TIMEOUT_S="1",
        LIVECHAT_STALLED_AFTER_S="2",
    ) as service:
        yield service


def test_there_are_twenty_of_them() -> None:
    assert len(MENDED) + len(REFUSED) + len(UNANSWERED) >= 20


@pytest.mark.parametrize("name", MENDED)
async def test_the_talk_is_mended(
    name: str, scenario: Path, one_service: Service, bad_emulator: Emulator
) -> None:
    shutil.copy(SCENARIOS / f"{name}.toml", scenario)
    async with chat_client(one_service) as client:
        await client.hello()
        await client.send("text", id="1", text="What is 2 plus 3?")
        async with asyncio.timeout(30):
            while not answered(client):
                await client.receive()
        await client.send("goodbye")
        assert await client.closed() == (1000, "")
    await nothing_is_left(one_service, bad_emulator)


@pytest.mark.parametrize("name", sorted(UNANSWERED))
async def test_the_person_is_told_that_no_answer_comes(
    name: str, scenario: Path, one_service: Service, bad_emulator: Emulator
) -> None:
    shutil.copy(SCENARIOS / f"{name}.toml", scenario)
    async with chat_client(one_service) as client:
        await client.hello()
        await client.send("text", id="1", text="What is 2 plus 3?")
        told = await client.expect("upstream", within_s=30)
        assert told["code"] in {"stalled", "asked_again"}
        assert told["message"].endswith(".")
        await client.send("goodbye")
        assert await client.closed() == (1000, "")
    await nothing_is_left(one_service, bad_emulator)


@pytest.mark.parametrize(("name", "code"), sorted(REFUSED.items()))
async def test_the_refusal_has_its_words(
    name: str, code: str, scenario: Path, one_service: Service, bad_emulator: Emulator
) -> None:
    shutil.copy(SCENARIOS / f"{name}.toml", scenario)
    async with chat_client(one_service) as client:
        await client.send("hello")
        assert await client.closed() == (4504, code)
    await nothing_is_left(one_service, bad_emulator)


def answered(client: ChatClient) -> bool:
    """Words of the model's in a turn that is complete."""
    complete = {event["turn"] for event in client.events if event["type"] == "turn" and event["complete"]}
    captions = (event for event in client.events if event["type"] == "caption" and event["role"] == "model")
    return any(caption["text"] and caption["turn"] in complete for caption in captions)


async def nothing_is_left(service: Service, emulator: Emulator) -> None:
    port = urlsplit(emulator.url).port or 0
    await becomes_true(lambda: connections_to(port) == 0, within_s=5)
    live = "SELECT count(*) FROM chat_conversation WHERE outcome = ''"
    await becomes_true(lambda: service.rows(live) == [(0,)], within_s=5)
