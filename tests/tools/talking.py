"""Asking for a call, and what came of it on the browser's wire and in the record."""

from __future__ import annotations

from typing import Any

from tests.support.chat_client import ChatClient
from tests.support.service import Service


async def ask(client: ChatClient, words: str) -> dict[str, Any]:
    """Types words; returns the call that the model makes upon them."""
    await client.send("text", id=words[:60], text=words)
    return await client.expect("tool_call")


async def came(client: ChatClient, call: dict[str, Any]) -> dict[str, Any]:
    """The last result of a call."""
    return await client.expect("tool_result", id=call["id"], final=True)


async def told(client: ChatClient, turn: int) -> str:
    """The model's words in a turn, once it is over."""
    over = {each["turn"] for each in client.events if each["type"] == "turn" and each["complete"]}
    if turn not in over:
        await client.expect("turn", turn=turn, complete=True)
    captions = [each for each in client.events if each["type"] == "caption" and each["role"] == "model"]
    return "".join(each["text"] for each in captions if each["turn"] == turn)


async def leave(client: ChatClient) -> None:
    await client.send("goodbye")
    assert await client.closed() == (1000, "")


def recorded(service: Service, ready: dict[str, Any]) -> list[str]:
    """The calls of a conversation, as they stand in its transcript."""
    rows = service.rows(
        "SELECT text FROM chat_utterance WHERE conversation_id = ? AND speaker = 'tool' ORDER BY sequence",
        ready["conversation"],
    )
    return [text for (text,) in rows]
