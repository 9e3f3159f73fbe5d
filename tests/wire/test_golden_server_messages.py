"""What the emulator says has the form of the reference, and both ways of reading it agree on the meaning."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable

import pytest
from google.genai import types
from websockets.asyncio.server import ServerConnection, serve

from chat.emulator import server_messages
from chat.emulator.certificate import new_identity
from chat.emulator.functions import FunctionCall
from chat.emulator.tool_calls import IssuedCall
from chat.emulator.usage import Usage
from chat.gemini import wire
from chat.gemini.sdk_message import server_message_of
from chat.gemini.wire import Grounding, Resumption, ServerMessage, Source, Tokens, parse_server_message
from tests.emulator.clients import Emulated

from .golden import SERVER_MESSAGES, Message

PCM = b"\x01\x00\xfe\xff"
SAID = {
    "setup complete": server_messages.setup_complete(),
    "nothing": server_messages.NOTHING,
    "speech": server_messages.speech(PCM),
    "text": server_messages.text("Hello"),
    "input transcription": server_messages.input_transcription("hello there"),
    "output transcription": server_messages.output_transcription(" you"),
    "interrupted": server_messages.interrupted(),
    "generation complete": server_messages.generation_complete(),
    "turn complete": server_messages.turn_complete(Usage(Counter(TEXT=2, AUDIO=10), Counter(AUDIO=30))),
    "resumable": server_messages.resumable("a-handle"),
    "not resumable": server_messages.not_resumable(),
    "go away": server_messages.go_away(50),
    "thought": server_messages.thought("Let me see."),
    "input transcription in a language": server_messages.input_transcription("guten Tag", "de-DE"),
    "voice activity": server_messages.voice_activity("ACTIVITY_START", 0.44),
    "grounding": server_messages.grounding(["height of Everest"], [("Everest", "https://a.example/e")]),
    "tool call": server_messages.tool_call(
        [
            IssuedCall("function-call-1", FunctionCall("set_timer", {"seconds": 5}), False, None),
            IssuedCall("function-call-2", FunctionCall("get_time"), False, None),
        ]
    ),
    "tool call cancellation": server_messages.tool_call_cancellation(["function-call-1", "function-call-2"]),
    "turn complete in progress": server_messages.turn_complete(
        Usage(Counter(TEXT=10), Counter(AUDIO=30), Counter(TEXT=8), thoughts=5, gap=25), "IN_PROGRESS"
    ),
}
"""What the emulator says to mean the golden message of this name."""
MEANINGS = {
    "setup complete": ServerMessage(),
    "nothing": ServerMessage(),
    "speech": ServerMessage(speech=PCM),
    "text": ServerMessage(text="Hello"),
    "input transcription": ServerMessage(input_transcription="hello there"),
    "output transcription": ServerMessage(output_transcription=" you"),
    "interrupted": ServerMessage(interrupted=True),
    "generation complete": ServerMessage(generation_complete=True),
    "turn complete": ServerMessage(
        turn_complete=True,
        tokens=Tokens(12, 30, 42, prompt=(("TEXT", 2), ("AUDIO", 10)), response=(("AUDIO", 30),)),
    ),
    "resumable": ServerMessage(resumption=Resumption("a-handle", True)),
    "not resumable": ServerMessage(resumption=Resumption("", False)),
    "go away": ServerMessage(go_away_s=50.0),
    "thought": ServerMessage(thought="Let me see."),
    "input transcription in a language": ServerMessage(input_transcription="guten Tag"),
    "voice activity": ServerMessage(activity="ACTIVITY_START"),
    "grounding": ServerMessage(
        grounding=Grounding(
            (Source("Everest", "https://a.example/e"),),
            ("height of Everest",),
            "<div><a>height of Everest</a></div>",
        )
    ),
    "tool call": ServerMessage(
        calls=(
            wire.FunctionCall("function-call-1", "set_timer", {"seconds": 5}),
            wire.FunctionCall("function-call-2", "get_time", {}),
        )
    ),
    "tool call cancellation": ServerMessage(cancelled_calls=("function-call-1", "function-call-2")),
    "turn complete in progress": ServerMessage(
        turn_complete=True,
        interaction="IN_PROGRESS",
        tokens=Tokens(
            35,
            30,
            78,
            tool_use_total=8,
            thoughts=5,
            prompt=(("TEXT", 10),),
            response=(("AUDIO", 30),),
            tool_use=(("TEXT", 8),),
        ),
    ),
}


def test_every_message_is_covered() -> None:
    assert SERVER_MESSAGES.keys() == SAID.keys() == MEANINGS.keys()


@pytest.mark.parametrize("name", SERVER_MESSAGES)
def test_the_emulator_says_it_as_the_service_does(name: str) -> None:
    assert json.loads(SAID[name]) == SERVER_MESSAGES[name]


@pytest.mark.parametrize("name", SERVER_MESSAGES)
def test_the_wire_reads_its_meaning(name: str) -> None:
    assert parse_server_message(json.dumps(SERVER_MESSAGES[name])) == MEANINGS[name]


async def test_the_sdk_reads_the_same_meaning() -> None:
    """Through its own reader: it takes `voiceActivity.type`, which its model knows by another name."""
    read = [server_message_of(message) async for message in _received(SERVER_MESSAGES.values())]
    assert dict(zip(SERVER_MESSAGES, read, strict=True)) == MEANINGS


async def _received(messages: Iterable[Message]) -> AsyncIterator[types.LiveServerMessage]:
    """As a session of the SDK's hands them over."""

    async def say(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.send(b'{"setupComplete": {}}')
        for message in messages:
            await connection.send(json.dumps(message).encode())
        await connection.wait_closed()

    identity = new_identity("127.0.0.1")
    async with serve(say, "127.0.0.1", 0, ssl=identity.context) as server:
        emulated = Emulated(next(iter(server.sockets)).getsockname()[1], identity.certificate)
        left = len(SERVER_MESSAGES)
        async with emulated.talk() as session:
            while left:
                async for message in session.receive():
                    left -= 1
                    yield message
                    if not left:
                        return
