"""What goes up while a key is held, by the emulator's record of what it received."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.support.chat_client import ChatClient, chat_client
from tests.support.connections import becomes_true
from tests.support.emulator import running_emulator
from tests.support.service import Service, running_service

GAP_S = 0.5
HELLO = {"assistant": "push-to-talk"}
CHUNK = b"\x10\x00" * 640
"""40 ms."""


@dataclass(frozen=True, slots=True)
class Record:
    file: Path
    first: int = 1
    """Its connections from this one on."""

    def lines(self) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.file.read_text().splitlines()]
        return [line for line in lines if line["connection"] >= self.first]

    def inputs(self) -> list[tuple[float, str]]:
        """When each realtime_input came, and which."""
        return [
            (line["t"], next(iter(line["message"]["realtime_input"])))
            for line in self.lines()
            if line["from"] == "client" and "realtime_input" in line.get("message", {})
        ]

    def order(self) -> list[str]:
        """The same, with audio that follows audio told once."""
        return [name for name, _ in groupby(name for _, name in self.inputs())]

    def closes(self) -> list[int | None]:
        return [line.get("code") for line in self.lines() if line["from"] == "close"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """Of the one emulator of this file."""
    return Record(tmp_path_factory.mktemp("record") / "record.jsonl")


@pytest.fixture
def record(whole: Record) -> Record:
    """What comes of it in this test."""
    return replace(whole, first=max((line["connection"] for line in whole.lines()), default=0) + 1)


@pytest.fixture(scope="module")
def talking(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, whole: Record
) -> Iterator[Service]:
    arguments = ("--scenario", "tone", "--tone-s", "0.5", "--record", str(whole.file))
    with (
        running_emulator(whole.file.parent, *arguments) as emulator,
        running_service(
            tmp_path_factory.mktemp("service"),
            empty_database,
            **emulator.environment,
            LIVECHAT_RESUME_WITHIN_S="1",
        ) as service,
    ):
        yield service


async def say(client: ChatClient, chunks: int = 10) -> None:
    await client.send("activity_start")
    for _ in range(chunks):
        await client.hear(CHUNK)
    await client.send("activity_end")


async def goodbye(client: ChatClient) -> None:
    await client.send("goodbye")
    assert await client.closed() == (1000, "")


async def test_the_start_comes_before_all_audio_and_the_end_after_it(
    talking: Service, record: Record
) -> None:
    async with chat_client(talking) as client:
        await client.hello(**HELLO)
        await client.expect("assistant", push_to_talk=True)
        await say(client)
        await client.expect("usage")
        await goodbye(client)
    assert record.order() == ["activityStart", "audio", "activityEnd"]
    assert sum(name == "audio" for _, name in record.inputs()) == 10


async def test_audio_outside_an_activity_stays_here(talking: Service, record: Record) -> None:
    async with chat_client(talking) as client:
        await client.hello(**HELLO)
        for _ in range(5):
            await client.hear(CHUNK)
        await say(client, 3)
        for _ in range(5):
            await client.hear(CHUNK)
        await client.expect("usage")
        await goodbye(client)
    assert record.order() == ["activityStart", "audio", "activityEnd"]
    assert sum(name == "audio" for _, name in record.inputs()) == 3


async def test_an_activity_without_audio_never_reaches_the_model(talking: Service, record: Record) -> None:
    async with chat_client(talking) as client:
        await client.hello(**HELLO)
        for _ in range(3):
            await say(client, 0)
        await say(client)
        await client.expect("usage")
        await goodbye(client)
    assert record.order() == ["activityStart", "audio", "activityEnd"]
    assert 1007 not in record.closes()


async def test_a_start_that_comes_too_soon_is_held_back_and_loses_nothing(
    talking: Service, record: Record
) -> None:
    async with chat_client(talking) as client:
        await client.hello(**HELLO)
        await say(client)
        await say(client, 12)
        await client.expect("turn", turn=2, complete=True)
        await goodbye(client)
    assert record.order() == ["activityStart", "audio", "activityEnd"] * 2
    inputs = record.inputs()
    (ended, _), (began, _) = [each for each in inputs if each[1] in ("activityEnd", "activityStart")][1:3]
    assert began - ended >= GAP_S - 0.01
    assert sum(name == "audio" for _, name in inputs) == 22


async def test_a_start_within_an_activity_changes_nothing(talking: Service, record: Record) -> None:
    async with chat_client(talking) as client:
        await client.hello(**HELLO)
        await client.send("activity_start")
        await client.hear(CHUNK)
        await say(client)
        await client.send("activity_end")
        await client.expect("usage")
        await goodbye(client)
    assert record.order() == ["activityStart", "audio", "activityEnd"]


async def test_the_microphone_going_off_ends_the_activity(talking: Service, record: Record) -> None:
    async with chat_client(talking) as client:
        await client.hello(**HELLO)
        await client.send("activity_start")
        await client.hear(CHUNK)
        await client.send("microphone", on=False)
        await client.expect("usage")
        await goodbye(client)
    assert record.order() == ["activityStart", "audio", "activityEnd"]


async def test_words_may_be_typed_while_the_key_is_held(talking: Service, record: Record) -> None:
    async with chat_client(talking) as client:
        await client.hello(**HELLO)
        await client.send("activity_start")
        await client.hear(CHUNK)
        await client.send("text", id="1", text="By the way.")
        await client.expect("caption", role="user", text="By the way.")
        await client.hear(CHUNK)
        await client.send("activity_end")
        await client.expect("turn", complete=True)
        await goodbye(client)
    assert record.order() == ["activityStart", "audio", "text", "audio", "activityEnd"]


async def test_who_leaves_in_mid_activity_leaves_nothing_behind(talking: Service, record: Record) -> None:
    async with chat_client(talking) as client:
        await client.hello(**HELLO)
        await client.send("activity_start")
        for _ in range(5):
            await client.hear(CHUNK)
        await client.expect("ack")
    await becomes_true(lambda: len(record.closes()) == 1, within_s=5)
    assert 1007 not in record.closes()
    newest = "SELECT outcome FROM chat_conversation ORDER BY started_at DESC LIMIT 1"
    await becomes_true(lambda: talking.rows(newest) == [("lost",)], 5)


async def test_where_the_model_notices_by_itself_a_start_is_refused(talking: Service, record: Record) -> None:
    async with chat_client(talking) as client:
        await client.hello()
        await client.expect("assistant", push_to_talk=False)
        await client.send("activity_start")
        assert (await client.expect("error"))["code"] == "activity_refused"
        await client.send("activity_end")
        await client.send("goodbye")
        assert await client.closed() == (1000, "activity_refused")
    assert record.order() == []
