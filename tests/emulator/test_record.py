"""What came and what went can be read afterwards, without sound, pictures and keys."""

from __future__ import annotations

import io
import json
import zlib
from typing import Any

import pytest
from google.genai import types

from chat.emulator.record import Record, redacted
from chat.emulator.senses import tone_senses
from chat.emulator.server import Conduct

from .clients import JPEG, MODEL, PATH, Emulated, next_turn
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
        await session.send_realtime_input(video=types.Blob(data=JPEG + b"45", mime_type="image/jpeg"))
        await session.send_realtime_input(text="Hello.")
        turn = await next_turn(session)
    _, sound, picture, _ = (line["message"].get("realtime_input") for line in _lines(stream, "client"))
    assert sound == {"audio": {"data": {"bytes": 640}, "mime_type": "audio/pcm;rate=16000"}}
    assert picture == {"video": {"data": {"bytes": 5}, "mime_type": "image/jpeg"}}
    contents = [line["message"].get("serverContent", {}) for line in _lines(stream, "server")]
    parts = [content["modelTurn"]["parts"][0] for content in contents if "modelTurn" in content]
    assert sum(part["inlineData"]["data"]["bytes"] for part in parts) == len(turn.speech)


async def test_the_speech_of_each_turn_can_be_compared(recorded: Emulated, stream: io.StringIO) -> None:
    async with recorded.talk() as session:
        turns = []
        for _ in range(2):
            await session.send_realtime_input(text="Hello.")
            turns.append(await next_turn(session))
    spoken = [line["speech"] for line in _lines(stream, "server") if "speech" in line]
    whole = [{"bytes": len(turn.speech), "crc32": zlib.crc32(turn.speech)} for turn in turns]
    assert [each for each in spoken if each in whole] == whole
    assert [each["bytes"] for each in spoken][:2] == [1_920, 6_720], "up to and with each message"
    said = [
        line["message"]["serverContent"]["outputTranscription"]["text"]
        for line in _lines(stream, "server")
        if "outputTranscription" in line["message"].get("serverContent", {})
    ]
    assert "".join(said) == "".join(turn.said for turn in turns)
    messages = [line["message"] for line in _lines(stream, "server")]
    billed = [each["usageMetadata"]["totalTokenCount"] for each in messages if "usageMetadata" in each]
    assert billed == [turn.usage.total_token_count for turn in turns]


async def test_it_tells_whose_session_goes_on(recorded: Emulated, stream: io.StringIO) -> None:
    handle: str | None = None
    for _ in range(3):
        config: dict[str, Any] = {"response_modalities": ["AUDIO"], "session_resumption": {"handle": handle}}
        async with recorded.talk(MODEL, **config) as session:
            update = (await anext(session.receive())).session_resumption_update
            assert update is not None
            handle = update.new_handle
    assert [(line["connection"], line["of"]) for line in _lines(stream, "resume")] == [(2, 1), (3, 2)]


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
