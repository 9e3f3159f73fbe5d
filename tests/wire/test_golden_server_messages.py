"""What the emulator says has the form of the reference, and both ways of reading it agree on the meaning."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from google.genai import types

from chat.emulator import server_messages
from chat.emulator.usage import Usage
from chat.gemini.wire import Resumption, ServerMessage, Tokens, parse_server_message

from .golden import SERVER_MESSAGES

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
        tokens=Tokens(12, 30, 42, (("TEXT", 2), ("AUDIO", 10)), (("AUDIO", 30),)),
    ),
    "resumable": ServerMessage(resumption=Resumption("a-handle", True)),
    "not resumable": ServerMessage(resumption=Resumption("", False)),
    "go away": ServerMessage(go_away_s=50.0),
}


def test_every_message_is_covered() -> None:
    assert SERVER_MESSAGES.keys() == SAID.keys() == MEANINGS.keys()


@pytest.mark.parametrize("name", SERVER_MESSAGES)
def test_the_emulator_says_it_as_the_service_does(name: str) -> None:
    assert json.loads(SAID[name]) == SERVER_MESSAGES[name]


@pytest.mark.parametrize("name", SERVER_MESSAGES)
def test_the_wire_reads_its_meaning(name: str) -> None:
    assert parse_server_message(json.dumps(SERVER_MESSAGES[name])) == MEANINGS[name]


@pytest.mark.parametrize("name", SERVER_MESSAGES)
def test_the_sdk_takes_it(name: str) -> None:
    message = types.LiveServerMessage.model_validate(SERVER_MESSAGES[name])
    assert bool(message.model_dump(exclude_none=True)) == bool(SERVER_MESSAGES[name])
