"""@google/genai, the JavaScript SDK: each session is a process of Node's, told what to do line by line."""

from __future__ import annotations

import asyncio
import base64
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.emulator import Emulator
from tests.support.environment import bare_environment

from .talk import WITHIN_S, Closed, Fields, Message, Talk

PROGRAM = Path(__file__).with_name("session.js")
MOST_LINE_BYTES = 4 * 1024 * 1024


class JavaScriptSdk:
    @asynccontextmanager
    async def talk(
        self, emulator: Emulator, model: str, config: Fields, key: str = "a-key", *, vertex: bool = False
    ) -> AsyncIterator[Talk]:
        environment = bare_environment(NODE_EXTRA_CA_CERTS=str(emulator.ca_file))
        process = await asyncio.create_subprocess_exec(
            "node", PROGRAM, env=environment, stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=MOST_LINE_BYTES
        )
        talk = JavaScriptTalk(process)
        try:
            client = {
                "apiKey": key,
                "vertexai": vertex,
                "httpOptions": {"baseUrl": emulator.url, "apiVersion": "v1beta"},
            }
            await talk.write({"client": client, "model": model, "config": config})
            async with asyncio.timeout(WITHIN_S):
                talk.setup = (await talk.next()).fields
            yield talk
        finally:
            talk.hang_up()
            async with asyncio.timeout(WITHIN_S):
                _, complaints = await process.communicate()
        assert (process.returncode, complaints.decode()) == (0, "")


class JavaScriptTalk(Talk):
    def __init__(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._stdin, self._stdout = process.stdin, process.stdout
        self.setup = {}

    async def call(self, method: str, arguments: Fields) -> None:
        await self.write({"method": method, "arguments": arguments})

    async def next(self) -> Message:
        line = await self._stdout.readline()
        assert line, "the program ended before its session"
        told = json.loads(line)
        if "closed" in told:
            raise Closed(told["closed"]["code"], told["closed"]["reason"])
        data = base64.b64decode(told.get("data", ""))
        return Message(told["message"], told.get("text", ""), data)

    def hang_up(self) -> None:
        self._stdin.close()

    async def write(self, line: Fields) -> None:
        self._stdin.write(json.dumps(line).encode() + b"\n")
        await self._stdin.drain()
