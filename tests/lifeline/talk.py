"""A live session with a scripted model, run for the length of a block."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from chat.boundary import first_of
from chat.errors import ChatError
from chat.protocol.events import Event
from chat.protocol.frames import Speech
from chat.session import LiveSession
from chat.transcript import Utterance
from tests.support.scripted_upstream import ScriptedModel

T = TypeVar("T")


class Talk:
    def __init__(self, model: ScriptedModel, **options: Any) -> None:
        self.told: list[Event | Speech] = []
        self.stored: dict[int, Utterance] = {}
        self.ended_by: ChatError | None = None
        self.over = asyncio.Event()
        self._news = asyncio.Event()
        self.session = LiveSession(model.connect, emit=self._emit, store=self._store, **options)

    async def expect(self, kind: type[T], within_s: float = 10, **fields: Any) -> T:
        """The first that was told of this kind with these fields, awaited where it has not come yet."""
        async with asyncio.timeout(within_s):
            while True:
                for each in self.told:
                    if isinstance(each, kind) and fields.items() <= _fields(each).items():
                        return each
                self._news.clear()
                await self._news.wait()

    def all(self, kind: type[T]) -> list[T]:
        return [each for each in self.told if isinstance(each, kind)]

    async def run(self) -> None:
        try:
            await self.session.run()
        except* ChatError as group:
            self.ended_by = first_of(group)
        finally:
            self.over.set()

    def _emit(self, item: Event | Speech) -> None:
        self.told.append(item)
        self._news.set()

    def _store(self, utterance: Utterance) -> None:
        self.stored[utterance.sequence] = utterance


def _fields(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in type(item).__match_args__}


@asynccontextmanager
async def talking(model: ScriptedModel, **options: Any) -> AsyncIterator[Talk]:
    talk = Talk(model, **options)
    running = asyncio.create_task(talk.run())
    try:
        yield talk
    finally:
        running.cancel()
        await asyncio.wait([running])
