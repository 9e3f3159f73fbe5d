"""static/js/protocol.js says what chat/protocol says."""

from __future__ import annotations

import json
import shutil
import subprocess
from enum import IntEnum
from pathlib import Path
from typing import Any, get_args

import pytest

from chat.errors import CloseCode
from chat.protocol import commands, events, frames, limits
from chat.protocol.frames import FrameType, MicrophoneChunk, Picture, PictureSource, Speech

MIRROR = Path(__file__).parents[1] / "static" / "js" / "protocol.js"

EXPORTS = """
const values = Object.entries(protocol).filter(([, value]) => typeof value !== "function");
console.log(JSON.stringify(Object.fromEntries(values)));
"""
ENCODE = """
const { microphone, picture } = JSON.parse(input);
const body = (hex) => new Uint8Array(Buffer.from(hex, "hex")).buffer;
const hex = (frame) => Buffer.from(frame).toString("hex");
console.log(JSON.stringify([
  hex(protocol.encodeMicrophone({ ...microphone, pcm: body(microphone.pcm) })),
  hex(protocol.encodePicture({ ...picture, jpeg: body(picture.jpeg) })),
]));
"""
DECODE = """
const decoded = JSON.parse(input).map((hex) => {
  const { pcm, ...rest } = protocol.decodeSpeech(new Uint8Array(Buffer.from(hex, "hex")).buffer);
  return { ...rest, pcm: Array.from(pcm) };
});
console.log(JSON.stringify(decoded));
"""


def in_node(script: str, value: object = None) -> Any:
    """What `script` prints, given `protocol` (the module) and `input` (JSON of `value`)."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("the mirror is JavaScript: there is no node here")
    source = f'import * as protocol from "{MIRROR.as_uri()}";\nconst input = process.argv[1];\n{script}'
    command = [node, "--input-type=module", "--eval", source, "--", json.dumps(value)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout)


@pytest.fixture(scope="module")
def exports() -> dict[str, Any]:
    exports: dict[str, Any] = in_node(EXPORTS)
    return exports


def numbers(enum: type[IntEnum]) -> dict[str, int]:
    return {member.name: member.value for member in enum}


def tags(union: Any) -> dict[str, str]:
    return {(tag := kind.__struct_config__.tag).upper(): tag for kind in union}


def test_every_constant_has_the_value_of_its_namesake(exports: dict[str, Any]) -> None:
    ours = {**vars(limits), **vars(frames), "HEADER_BYTES": frames.HEADER.size}
    constants = {name: value for name, value in exports.items() if not isinstance(value, dict)}
    assert len(constants) > 10
    assert constants == {name: ours.get(name) for name in constants}


def test_every_limit_that_ready_tells_is_mirrored_or_the_servers_own(exports: dict[str, Any]) -> None:
    told = set(limits.public_limits().values())
    servers_own = {limits.MAX_UNACKNOWLEDGED_EVENTS, limits.MAX_UNACKNOWLEDGED_BYTES}
    mirrored = {value for value in exports.values() if isinstance(value, int)}
    assert told - servers_own <= mirrored


def test_frame_types_picture_sources_and_close_codes_are_the_same(exports: dict[str, Any]) -> None:
    assert exports["FrameType"] == numbers(FrameType)
    assert exports["PictureSource"] == numbers(PictureSource)
    assert exports["CloseCode"] == numbers(CloseCode)


def test_commands_and_events_have_the_same_names(exports: dict[str, Any]) -> None:
    assert exports["Command"] == tags(get_args(commands.AnyCommand))
    assert exports["Event"] == tags(events.Event.__subclasses__())


def test_what_the_page_encodes_the_server_decodes() -> None:
    pcm, jpeg = bytes(range(64)), b"\xff\xd8\xff\xe0picture"
    microphone = {"sequence": 65_535, "capturedMs": 4_000_000_000, "gap": True, "pcm": pcm.hex()}
    picture = {"frame": 7, "capturedMs": 1_234, "source": int(PictureSource.SCREEN), "jpeg": jpeg.hex()}
    sent = in_node(ENCODE, {"microphone": microphone, "picture": picture})
    heard, seen = (frames.decode_frame(bytes.fromhex(frame)) for frame in sent)
    assert heard == MicrophoneChunk(65_535, 4_000_000_000, True, pcm)
    assert seen == Picture(7, 1_234, PictureSource.SCREEN, jpeg)


def test_what_the_server_encodes_the_page_decodes() -> None:
    speech = [
        Speech(1, 0, b"\x01\x00\xff\xff", first=True),
        Speech(65_535, 3_000_000_000, b"\x00\x80"),
        Speech(65_537, 5, b"", last=True),
    ]
    assert in_node(DECODE, [frames.encode_speech(each).hex() for each in speech]) == [
        {"turn": 1, "offset": 0, "first": True, "last": False, "pcm": [1, -1]},
        {"turn": 65_535, "offset": 3_000_000_000, "first": False, "last": False, "pcm": [-32_768]},
        {"turn": 1, "offset": 5, "first": False, "last": True, "pcm": []},
    ]
