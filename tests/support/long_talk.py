"""A talk that goes on for as long as one likes, and its comparison with what the emulator says it sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.chat_client import ChatClient

WITHIN_S = 60
CHUNK_S = 0.04
CHUNK_BYTES = 1280
SAMPLE_BYTES = 2


class Talker:
    """Plays what comes, reports it as played, and lets a test speak and type."""

    def __init__(self, client: ChatClient) -> None:
        self.client = client
        self._news = asyncio.Condition()
        self._microphone: asyncio.Queue[bytes] = asyncio.Queue()

    def events(self, kind: str, **fields: Any) -> list[dict[str, Any]]:
        return [
            event for event in self.client.events if event["type"] == kind and fields.items() <= event.items()
        ]

    def replies(self) -> int:
        return len(self.events("turn", complete=True))

    async def until(self, happened: Callable[[], bool], within_s: float = WITHIN_S) -> None:
        async with asyncio.timeout(within_s), self._news:
            await self._news.wait_for(happened)

    async def type(self, words: str) -> None:
        await self.client.send("text", id=words[:60], text=words)

    async def speak(self, pcm: bytes) -> None:
        """Into the microphone, which is always on; until it has gone out."""
        for start in range(0, len(pcm), CHUNK_BYTES):
            self._microphone.put_nowait(pcm[start : start + CHUNK_BYTES].ljust(CHUNK_BYTES, b"\0"))
        await self._microphone.join()

    async def read(self) -> None:
        while True:
            await self.client.receive()
            async with self._news:
                self._news.notify_all()

    async def listen(self) -> None:
        """A microphone in real time: silence where nothing is said."""
        due = asyncio.get_running_loop().time()
        while True:
            spoken = not self._microphone.empty()
            await self.client.hear(self._microphone.get_nowait() if spoken else bytes(CHUNK_BYTES))
            if spoken:
                self._microphone.task_done()
            due += CHUNK_S
            await asyncio.sleep(due - asyncio.get_running_loop().time())

    async def play(self) -> None:
        """Hears ten times as fast as it is spoken, so that a minute tries ten."""
        while True:
            await asyncio.sleep(0.1)
            for turn, speech in list(self.client.speech.items())[-2:]:
                await self.client.send("played", turn=turn, samples=len(speech) // SAMPLE_BYTES)


@asynccontextmanager
async def talker(client: ChatClient) -> AsyncIterator[Talker]:
    talking = Talker(client)
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(job()) for job in (talking.read, talking.listen, talking.play)]
        yield talking
        for task in running:
            task.cancel()


@dataclass
class Sent:
    """One reply of the emulator's, by its record."""

    words: str = ""
    speech_bytes: int = 0
    interrupted: bool = False


@dataclass
class Account:
    """What the emulator says it heard and sent, over all its connections."""

    heard: list[str] = field(default_factory=list)
    replies: list[Sent] = field(default_factory=list)
    connections: int = 0
    resumed: int = 0
    closes: list[int] = field(default_factory=list)
    """Codes by which a connection that was live was ended, from either side, but for 1000."""


def read_account(record: Path) -> Account:
    """The end of a connection ends the reply that was on its way."""
    account, reply, live = Account(), Sent(), set()
    for line in map(json.loads, record.read_text().splitlines()):
        message = line.get("message", {})
        if "setupComplete" in message:
            live.add(line["connection"])
        if line["from"] == "close" and line["connection"] in live:
            account.closes += [line["code"]] if line.get("code", 1000) != 1000 else []
        elif line["from"] == "client" and "setup" in message:
            account.connections += 1
            account.resumed += bool(message["setup"].get("sessionResumption", {}).get("handle"))
        elif line["from"] == "server":
            _add(account, reply, message.get("serverContent", {}))
        if line["from"] == "close" or message.get("serverContent", {}).get("turnComplete"):
            account.replies += [reply] if reply.words or reply.speech_bytes else []
            reply = Sent()
    return account


def _add(account: Account, reply: Sent, content: dict[str, Any]) -> None:
    if "inputTranscription" in content:
        account.heard.append(content["inputTranscription"]["text"])
    reply.words += content.get("outputTranscription", {}).get("text", "")
    for part in content.get("modelTurn", {}).get("parts", ()):
        reply.speech_bytes += part.get("inlineData", {}).get("data", {}).get("bytes", 0)
    reply.interrupted = reply.interrupted or content.get("interrupted", False)
