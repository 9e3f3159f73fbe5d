"""Connections end one after the other, and the talk goes on as if there were one: nothing lost or doubled.

Compared with the emulator's own record of what it heard and sent, over all connections, in order.
"""

from __future__ import annotations

import asyncio
from itertools import cycle
from pathlib import Path

import pytest

from tests.conftest import StartService
from tests.support.chat_client import ChatClient, chat_client
from tests.support.emulator import running_emulator
from tests.support.long_talk import Account, Talker, read_account, talker
from tests.support.recordings import librivox, word_errors

PAUSE = bytes(32_000)
EXPIRED = 1008
FORGETFUL = """
from chat.models import Assistant
Assistant.objects.create(
    name="Forgetful", slug="forgetful", tools=["get_time"],
    compression_trigger_tokens=5000, compression_target_tokens=2000,
)
"""


@pytest.mark.parametrize(
    ("lasting_s", "connection_s", "go_away_s"),
    [
        pytest.param(30, 14, 4, id="30 s, scaled"),
        pytest.param(1800, 110, 60, id="30 min", marks=pytest.mark.slow),
    ],
)
async def test_a_talk_over_many_connections(
    lasting_s: float, connection_s: float, go_away_s: float, start_service: StartService, tmp_path: Path
) -> None:
    record = tmp_path / "record.jsonl"
    lifetime = (f"--connection-s={connection_s}", f"--go-away-s={go_away_s}")
    with running_emulator(tmp_path, *lifetime, f"--record={record}") as emulator:
        service = start_service(**emulator.environment)
        service.manage("shell", "-c", FORGETFUL)
        async with chat_client(service) as client:
            await client.hello(assistant="forgetful")
            async with talker(client) as talking:
                typed, spoken = await converse(talking, lasting_s)
            await client.send("goodbye")
            assert await client.closed() == (1000, "")
        account = read_account(record)

    assert account.connections == account.resumed + 1 >= lasting_s // connection_s
    assert EXPIRED not in account.closes, "a connection was not left before its end"
    assert not [event for event in client.events if event["type"] in ("error", "upstream")]
    assert captions(client, "model") == [reply.words for reply in account.replies]
    assert [words for words in captions(client, "user") if words not in typed] == account.heard
    assert [words for words in captions(client, "user") if words in typed] == typed
    assert len(account.heard) == len(spoken)
    errors = sum(map(word_errors, spoken, account.heard))
    assert errors <= sum(len(words.split()) for words in spoken) // 5
    every_byte_arrived(client, account)


async def converse(talking: Talker, lasting_s: float) -> tuple[list[str], list[str]]:
    """Asks in turn by typing and by voice, now and then into an answer; returns what was typed and spoken."""
    typed: list[str] = []
    spoken: list[str] = []
    loop = asyncio.get_running_loop()
    recordings = cycle(librivox())
    ends_at = loop.time() + lasting_s
    number = 0
    while loop.time() < ends_at:
        number += 1
        replies = talking.replies()
        typed.append(f"What is {number} plus {number + 1}?")
        await talking.type(typed[-1])
        await talking.until(lambda: talking.replies() > replies)  # noqa: B023 - awaited within the round
        answer = captions(talking.client, "model")[-1]
        assert str(2 * number + 1) in answer, answer
        replies, heard = talking.replies(), len(talking.events("caption", role="user", final=True))
        recording = next(recordings)
        spoken.append(recording.words)
        if number % 2 == 0:
            results = len(talking.events("tool_result"))
            typed.append(f"What time is it in Tokyo? I ask for the {number}th time.")
            await talking.type(typed[-1])
            await talking.until(lambda: len(talking.events("tool_result")) > results)  # noqa: B023
            await talking.until(lambda: talking.replies() > replies)  # noqa: B023
            replies = talking.replies()
        if number % 3 == 0:
            typed.append(f"Tell me a long story, number {number}.")
            await talking.type(typed[-1])
            await talking.until(lambda: len(talking.events("turn", complete=False)) > replies)  # noqa: B023
            heard += 1
        await talking.speak(recording.pcm + PAUSE)
        wanted = 2 if number % 3 == 0 else 1
        await talking.until(lambda: talking.replies() >= replies + wanted)  # noqa: B023
        await talking.until(
            lambda: len(talking.events("caption", role="user", final=True)) > heard  # noqa: B023
        )
    return typed, spoken


def captions(client: ChatClient, role: str) -> list[str]:
    """The words of each utterance, in their order; without those that have none."""
    words: dict[int, str] = {}
    for event in client.events:
        if event["type"] == "caption" and event["role"] == role:
            words[event["sequence"]] = words.get(event["sequence"], "") + event["text"]
    return [words[sequence] for sequence in sorted(words) if words[sequence]]


def every_byte_arrived(client: ChatClient, account: Account) -> None:
    """Of an interrupted answer, no more than was sent; of the others all."""
    turns = [client.speech[turn] for turn in sorted(client.speech) if client.speech[turn]]
    assert len(turns) == len(account.replies)
    for speech, reply in zip(turns, account.replies, strict=True):
        if reply.interrupted:
            assert len(speech) <= reply.speech_bytes
        else:
            assert len(speech) == reply.speech_bytes
