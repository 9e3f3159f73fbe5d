"""Each file of tests/scenarios does to a bare client what its first line says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from chat.emulator.script_reader import read_script
from chat.emulator.senses import tone_senses
from chat.emulator.server import Conduct

from .clients import DEADLINE_S, Emulated, closing
from .conftest import Emulate

FILES = {file.stem: file for file in Path(__file__).parents[1].joinpath("scenarios").glob("*.toml")}
MOST_LINES = 10
TOOL = {"functionDeclarations": [{"name": "beep", "behavior": "NON_BLOCKING"}]}
SETUP = {
    "setup": {
        "model": "models/gemini-3.8-live",
        "outputAudioTranscription": {},
        "sessionResumption": {},
        "tools": [TOOL],
    }
}
QUIET_S = 1.2
"""Longer than any pause within an answer."""


@dataclass
class Seen:
    """What one connection brought, and how it ended."""

    frames: list[bytes] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    code: int = 0
    """Of the close frame; 0 for none."""
    ended: bool = False

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(frame) for frame in self.frames]

    @property
    def contents(self) -> list[dict[str, Any]]:
        return [message["serverContent"] for message in self.messages if message.get("serverContent")]

    def has(self, name: str) -> bool:
        return any(content.get(name) for content in self.contents)

    @property
    def set_up(self) -> bool:
        return bool(self.frames) and self.messages[0] == {"setupComplete": {}}

    @property
    def whole(self) -> bool:
        """The usual answer."""
        return self.has("modelTurn") and self.has("generationComplete") and self.has("turnComplete")


Talk = Callable[[], Awaitable[Seen]]


@asynccontextmanager
async def _connected(emulated: Emulated) -> AsyncIterator[ClientConnection]:
    async with emulated.socket(max_size=None, close_timeout=0.2) as socket:
        await socket.send(json.dumps(SETUP))
        yield socket


async def _talk(emulated: Emulated) -> Seen:
    """Sets up, says hello, and reads until the turn is complete, the connection ends, or nothing comes."""
    seen = Seen()
    async with _connected(emulated) as socket:
        try:
            async with asyncio.timeout(DEADLINE_S):
                while not (seen.frames and b'"turnComplete":' in seen.frames[-1]):
                    await _take(socket, seen)
        except ConnectionClosed as closed:
            seen.code, seen.ended = (closed.rcvd.code if closed.rcvd else 0), True
        except TimeoutError:
            """Nothing more comes."""
    return seen


async def _take(socket: ClientConnection, seen: Seen) -> None:
    async with asyncio.timeout(QUIET_S):
        frame = await socket.recv(decode=False)
        while b"sessionResumptionUpdate" in frame:  # by the clock, and no sign of life
            frame = await socket.recv(decode=False)
    seen.frames.append(frame)
    seen.times.append(asyncio.get_running_loop().time())
    if len(seen.frames) == 1:
        await socket.send('{"realtimeInput": {"text": "Hello."}}')


@pytest.fixture
def play_file(emulate: Emulate) -> Callable[[str], Awaitable[Talk]]:
    async def play(name: str) -> Talk:
        emulated = await emulate(tone_senses(1), conduct=Conduct(read_script(FILES[name])))

        async def talk() -> Seen:
            return await _talk(emulated)

        return talk

    return play


PlayFile = Callable[[str], Awaitable[Talk]]


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_short_and_says_what_a_good_client_does(name: str) -> None:
    first, *rest = FILES[name].read_text().splitlines()
    assert first.startswith("# ")
    assert "client" in first
    assert len(rest) < MOST_LINES


@pytest.mark.parametrize("name", ["silent", "no_setup_complete"])
async def test_nothing_comes(play_file: PlayFile, name: str) -> None:
    seen = await (await play_file(name))()
    assert not seen.has("modelTurn")
    assert seen.set_up is (name == "silent")
    assert not seen.ended


async def test_an_answer_stalls_once(play_file: PlayFile) -> None:
    talk = await play_file("stalled")
    stalled, whole = await talk(), await talk()
    assert stalled.has("modelTurn")
    assert not stalled.has("turnComplete")
    assert not stalled.ended
    assert whole.whole


async def test_messages_are_slow(play_file: PlayFile) -> None:
    seen = await (await play_file("slow"))()
    assert seen.whole
    assert seen.times[-1] - seen.times[0] >= 0.4 * (len(seen.frames) - 2)


async def test_a_connection_drops_once(play_file: PlayFile) -> None:
    talk = await play_file("dropped")
    dropped, whole = await talk(), await talk()
    assert dropped.has("modelTurn")
    assert dropped.ended
    assert (dropped.code, dropped.has("turnComplete")) == (0, False)
    assert whole.whole


@pytest.mark.parametrize(("name", "code"), [("refused", 1007), ("quota", 1011)])
async def test_each_setup_is_closed(play_file: PlayFile, name: str, code: int) -> None:
    talk = await play_file(name)
    for seen in (await talk(), await talk(), await talk()):
        assert (seen.frames, seen.code) == ([], code)


@pytest.mark.parametrize(("name", "code"), [("aborted_at_setup", 1008), ("overloaded", 1011)])
async def test_two_setups_are_closed(play_file: PlayFile, name: str, code: int) -> None:
    talk = await play_file(name)
    first, second, third = await talk(), await talk(), await talk()
    assert [seen.code for seen in (first, second)] == [code, code]
    assert third.whole


@pytest.mark.parametrize(
    ("name", "code"), [("invalid_in_answer", 1007), ("aborted_in_answer", 1008), ("crashed_in_answer", 1011)]
)
async def test_an_answer_is_closed_once(play_file: PlayFile, name: str, code: int) -> None:
    talk = await play_file(name)
    closed, whole = await talk(), await talk()
    assert closed.has("modelTurn")
    assert (closed.code, closed.has("turnComplete")) == (code, False)
    assert whole.whole


async def test_go_away_is_the_last_message(emulate: Emulate) -> None:
    emulated = await emulate(tone_senses(10), conduct=Conduct(read_script(FILES["go_away_then_silence"])))
    seen = await _talk(emulated)
    assert seen.messages[-1] == {"goAway": {"timeLeft": "2s"}}
    assert not seen.ended


async def test_each_answer_is_interrupted(emulate: Emulate) -> None:
    emulated = await emulate(tone_senses(10), conduct=Conduct(read_script(FILES["phantom_interruption"])))
    for seen in (await _talk(emulated), await _talk(emulated)):
        assert seen.has("interrupted")
        assert not seen.has("generationComplete")


async def test_an_answer_comes_at_once(play_file: PlayFile) -> None:
    seen = await (await play_file("burst"))()
    spoken = [
        at for at, content in zip(seen.times, seen.messages, strict=True) if "modelTurn" in str(content)
    ]
    said = "".join(content.get("outputTranscription", {}).get("text", "") for content in seen.contents)
    assert len(said.split()) == 23
    assert spoken[-1] - spoken[0] < 1, "at three times its pace it takes two seconds"


@pytest.mark.parametrize("name", ["huge", "unknown_keys", "empty_messages", "late_words"])
async def test_an_odd_message_comes_before_the_answer(play_file: PlayFile, name: str) -> None:
    seen = await (await play_file(name))()
    assert seen.whole
    match name:
        case "huge":
            assert max(map(len, seen.frames)) == 1_500_000
        case "unknown_keys":
            assert {"speechState"} in [set(message) for message in seen.messages]
        case "empty_messages":
            assert seen.messages.count({}) > 10
        case "late_words":
            spoken = next(at for at, each in enumerate(seen.contents) if each.get("modelTurn"))
            written = next(at for at, each in enumerate(seen.contents) if each.get("outputTranscription"))
            assert written > spoken + 5


async def test_a_message_is_no_json(play_file: PlayFile) -> None:
    talk = await play_file("bad_json")
    broken, whole = await talk(), await talk()
    with pytest.raises(ValueError, match="Expecting"):
        assert broken.messages
    assert whole.whole


async def test_two_hundred_functions_are_called(play_file: PlayFile) -> None:
    seen = await (await play_file("tool_storm"))()
    (calls,) = (message["toolCall"]["functionCalls"] for message in seen.messages if "toolCall" in message)
    assert [call["name"] for call in calls] == ["beep"] * 200


async def test_a_turn_has_no_content(play_file: PlayFile) -> None:
    seen = await (await play_file("turn_without_content"))()
    assert seen.contents == [{"turnComplete": True}]


async def test_a_turn_has_no_end(play_file: PlayFile) -> None:
    seen = await (await play_file("turn_without_end"))()
    assert seen.has("modelTurn")
    assert not seen.has("turnComplete")
    assert not seen.ended


async def test_a_field_has_another_type(play_file: PlayFile) -> None:
    seen = await (await play_file("wrong_types"))()
    assert {"modelTurn": {"parts": "none"}, "outputTranscription": 5} in seen.contents


async def test_words_have_no_sound(play_file: PlayFile) -> None:
    seen = await (await play_file("transcription_without_sound"))()
    assert seen.has("outputTranscription")
    assert seen.has("turnComplete")
    assert not seen.has("modelTurn")


async def test_a_close_frame_is_not_followed_by_the_end_of_the_connection(emulate: Emulate) -> None:
    emulated = await emulate(tone_senses(1), conduct=Conduct(read_script(FILES["half_closed"])))
    now = asyncio.get_running_loop().time
    async with _connected(emulated) as socket:
        await socket.send('{"realtimeInput": {"text": "Hello."}}')
        asked_at = now()
        code, _ = await closing(socket)
    assert code == 1011
    assert now() - asked_at >= 2.9
    assert (await _talk(emulated)).whole


async def test_one_running_emulator_plays_them_one_after_another(
    emulate: Emulate, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The file is read anew for each connection."""
    file = tmp_path / "now.toml"
    file.write_text("version = 1\n")
    emulated = await emulate(tone_senses(0.5), conduct=Conduct(read_script(file)))
    assert (await _talk(emulated)).whole
    for name, code in (("refused", 1007), ("quota", 1011), ("aborted_at_setup", 1008)):
        file.write_text(FILES[name].read_text())
        assert (await _talk(emulated)).code == code
        assert (await _talk(emulated)).code == code
    assert (await _talk(emulated)).whole
    file.write_text(FILES["aborted_at_setup"].read_text() + "# anew")
    assert (await _talk(emulated)).whole, "the same tables are the same scenario"
    file.write_text("version = 2")
    assert (await _talk(emulated)).whole
    assert "the former scenario goes on" in caplog.text
