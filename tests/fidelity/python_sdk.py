"""google-genai, the Python SDK."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from google import genai
from google.genai import types
from google.genai.errors import APIError
from google.genai.live import AsyncSession
from pydantic import BaseModel

from tests.support.emulator import Emulator

from .talk import WITHIN_S, Closed, Fields, Message, Talk

_TYPES: dict[str, type[types.Blob | types.Content | types.FunctionResponse]] = {
    "audio": types.Blob,
    "media": types.Blob,
    "video": types.Blob,
    "turns": types.Content,
    "functionResponses": types.FunctionResponse,
}


class PythonSdk:
    @asynccontextmanager
    async def talk(
        self, emulator: Emulator, model: str, config: Fields, key: str = "a-key", *, vertex: bool = False
    ) -> AsyncIterator[Talk]:
        trust = ssl.create_default_context(cafile=emulator.ca_file)
        options = types.HttpOptions(
            base_url=emulator.url, api_version="v1beta", async_client_args={"ssl": trust, "proxy": None}
        )
        client = genai.Client(api_key=key, vertexai=vertex, http_options=options)
        settings = types.LiveConnectConfig.model_validate_json(json.dumps(config))
        connecting = client.aio.live.connect(model=model, config=settings)
        try:
            async with asyncio.timeout(WITHIN_S):
                session = await connecting.__aenter__()
        except APIError as error:
            raise _closed(error) from None
        try:
            async with aclosing(_messages(session)) as messages:
                yield PythonTalk(session, messages)
        finally:
            await connecting.__aexit__(None, None, None)


class PythonTalk(Talk):
    def __init__(self, session: AsyncSession, messages: AsyncIterator[types.LiveServerMessage]) -> None:
        self._session = session
        self._messages = messages
        assert session.setup_complete is not None
        self.setup = {"setupComplete": _fields(session.setup_complete)}

    async def call(self, method: str, arguments: Fields) -> None:
        typed = {_snake(name): _typed(name, value) for name, value in arguments.items()}
        await getattr(self._session, _snake(method))(**typed)

    async def next(self) -> Message:
        try:
            message = await anext(self._messages)
        except APIError as error:
            raise _closed(error) from None
        text = message.text if message.data is None else ""
        return Message(_fields(message), text or "", message.data or b"")


async def _messages(session: AsyncSession) -> AsyncGenerator[types.LiveServerMessage]:
    """Of all turns: the SDK's own iterator ends with each."""
    while True:
        async for message in session.receive():
            yield message


def _fields(model: BaseModel) -> Fields:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def _closed(error: APIError) -> Closed:
    return Closed(error.code, str(error.details))


def _typed(name: str, value: Any) -> Any:
    if name not in _TYPES:
        return value
    read = _TYPES[name].model_validate_json
    return [read(json.dumps(each)) for each in value] if isinstance(value, list) else read(json.dumps(value))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda match: f"_{match[1].lower()}", name)
