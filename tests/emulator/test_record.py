"""What came and what went can be read afterwards, without sound, pictures and keys."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from google.genai import types

from chat.emulator.record import Record, redacted
from chat.emulator.senses import tone_senses
from chat.emulator.server import Conduct

from .clients import MODEL, PATH, Emulated, next_turn
from .conftest import Emulate

SECRET = "a-very-secret-key"


def _lines(stream: io.StringIO, source: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [line for line in lines if line["from"] == source]


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
async def recorded(emulate: Emulate, stream: io.StringIO) -> Emulated:
    return await emulate(tone_senses(0.5), conduct=Conduct(record=Record(stream)))


async def test_each_message_is_kept_word_by_word(recorded: Emulated, stream: io.StringIO) -> None:
    async with recorded.talk(system_instruction="Be brief.", temperature=0.5) as session:
        await session.send_realtime_input(text="Hello.")
        await next_turn(session)
    setup, text = (line["message"] for line in _lines(stream, "client"))
    assert setup["setup"]["systemInstruction"]["parts"] == [{"text": "Be brief."}]
    assert setup["setup"]["generationConfig"] == {"temperature": 0.5}
    assert text == {"realtime_input": {"text": "Hello."}}
    sent = [line["message"] for line in _lines(stream, "server")]
    assert sent[0] == {"setupComplete": {}}
    assert sent[-1]["serverContent"] == {"turnComplete": True}
    times = [line["t"] for line in _lines(stream, "server")]
    assert times == sorted(times)


async def test_media_are_told_by_their_size(recorded: Emulated, stream: io.StringIO) -> None:
    async with recorded.talk() as session:
        await session.send_realtime_input(audio=types.Blob(data=bytes(640), mime_type="audio/pcm;rate=16000"))
        await session.send_realtime_input(video=types.Blob(data=b"12345", mime_type="image/jpeg"))
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
    _, sound, picture, _ = (line["message"].get("realtime_input") for line in _lines(stream, "client"))
    assert sound == {"audio": {"data": {"bytes": 640}, "mime_type": "audio/pcm;rate=16000"}}
    assert picture == {"video": {"data": {"bytes": 5}, "mime_type": "image/jpeg"}}
    contents = [line["message"].get("serverContent", {}) for line in _lines(stream, "server")]
    parts = [content["modelTurn"]["parts"][0] for content in contents if "modelTurn" in content]
    assert sum(part["inlineData"]["data"]["bytes"] for part in parts) == len(turn.speech)


async def test_the_key_is_nowhere(recorded: Emulated, stream: io.StringIO) -> None:
    async with recorded.talk(MODEL, key=SECRET):
        pass
    await recorded.close_after("{", path=f"{PATH}?key={SECRET}")
    assert [line["path"] for line in _lines(stream, "connect")] == [PATH, PATH]
    assert SECRET not in stream.getvalue()


async def test_what_is_no_json_and_how_it_ended_is_kept(recorded: Emulated, stream: io.StringIO) -> None:
    code, reason = await recorded.close_after("{")
    assert [line["no_json"] for line in _lines(stream, "client")] == ["{"]
    (closed,) = _lines(stream, "close")
    assert (closed["code"], closed["reason"]) == (code, reason)


def test_data_that_is_no_medium_stays() -> None:
    arguments = {"args": {"data": "AAAA", "list": [{"data": "BBBB"}]}}
    assert redacted(arguments) == arguments
