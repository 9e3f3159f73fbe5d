"""A client of livechat.v1 that loses its socket and comes back, as docs/protocol.md has it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.support.chat_client import ChatClient, chat_client
from tests.support.service import Service


class ReturningClient(ChatClient):
    """`told` holds, by sequence, what every caption has shown of an utterance, over all its sockets."""

    def __init__(self, client: ChatClient, before: ReturningClient | None = None) -> None:
        super().__init__(client.socket)
        self.ready: dict[str, Any] = {}
        self.seen_n: int = before.seen_n if before else 0
        self.told: dict[int, str] = before.told if before else {}

    async def receive(self) -> dict[str, Any] | None:
        event = await super().receive()
        if event is None:
            return None
        assert event["n"] > self.seen_n, "an event came twice"
        self.seen_n = event["n"]
        if event["type"] == "ready":
            self.ready = event
        elif event["type"] == "caption":
            self.told[event["sequence"]] = self.told.get(event["sequence"], "") + event["text"]
        elif event["type"] == "snapshot":
            self.told.update({each["sequence"]: each["text"] for each in event["utterances"]})
        return event

    def cut(self) -> None:
        """The network is gone: no close, no word."""
        self.socket.transport.abort()

    async def resume(self, before: ReturningClient, **fields: Any) -> dict[str, Any]:
        await self.send(
            "resume",
            **{
                "conversation": before.ready["conversation"],
                "token": before.ready["token"],
                "last_n": self.seen_n,
                "sequence": max(self.told, default=0),
                **fields,
            },
        )
        return await self.expect("ready")


@asynccontextmanager
async def coming(
    service: Service, before: ReturningClient | None = None, **options: Any
) -> AsyncIterator[ReturningClient]:
    """A socket that has said nothing yet; with what the one `before` it has seen."""
    async with chat_client(service, **options) as client:
        yield ReturningClient(client, before)
