"""Whatever a browser sends is taken, or refused by name; nothing else can happen."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.errors import ProtocolError, TooLarge
from chat.protocol.commands import Hello, Modality, Played, Text, decode_command
from chat.protocol.events import Caption, Role, encode_event
from chat.protocol.frames import MicrophoneChunk, Picture, PictureSource, Speech, decode_frame, encode_speech
from chat.protocol.limits import MAX_CHUNK_BYTES, MAX_CONTROL_BYTES, MAX_PICTURE_BYTES

JPEG = b"\xff\xd8\xff\xe0"


def frame(kind: int, flags: int, a: int, b: int, body: bytes) -> bytes:
    return struct.pack("<BBHI", kind, flags, a, b) + body


def test_a_microphone_frame_is_read() -> None:
    assert decode_frame(frame(1, 1, 65_535, 7, b"\x01\x02")) == MicrophoneChunk(65_535, 7, True, b"\x01\x02")


def test_a_picture_is_read() -> None:
    assert decode_frame(frame(2, 1, 3, 9, JPEG)) == Picture(3, 9, PictureSource.SCREEN, JPEG)


def test_speech_is_written_with_its_turn_offset_and_marks() -> None:
    assert encode_speech(Speech(5, 24_000, b"\x01\x02", first=True)) == frame(0x81, 1, 5, 24_000, b"\x01\x02")
    assert encode_speech(Speech(65_537, 3, b"", last=True)) == frame(0x81, 2, 1, 3, b"")


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"", "bad_frame"),
        (b"\x01\x00\x00", "bad_frame"),
        (frame(9, 0, 0, 0, b"ab"), "bad_frame"),
        (frame(1, 0, 0, 0, b""), "bad_audio"),
        (frame(1, 0, 0, 0, b"abc"), "bad_audio"),
        (frame(1, 0, 0, 0, bytes(MAX_CHUNK_BYTES + 2)), "audio_too_large"),
        (frame(2, 3, 0, 0, JPEG), "bad_picture"),
        (frame(2, 0, 0, 0, b"GIF89a"), "bad_picture"),
        (frame(2, 0, 0, 0, JPEG + bytes(MAX_PICTURE_BYTES)), "picture_too_large"),
    ],
)
def test_a_wrong_frame_is_refused_by_name(bad: bytes, code: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        decode_frame(bad)
    assert refused.value.code == code
    assert not refused.value.fatal


def test_hello_has_defaults_for_all_it_leaves_out() -> None:
    assert decode_command('{"type":"hello"}') == Hello(modality=Modality.AUDIO, keep=True)


@pytest.mark.parametrize(
    ("bad", "code", "named"),
    [
        ("", "bad_json", ""),
        ("[", "bad_json", ""),
        ('"\ud800"', "bad_json", ""),
        ("[]", "bad_message", "object"),
        ("{}", "bad_message", "type"),
        ('{"type":"nonsense"}', "bad_message", "nonsense"),
        ('{"type":5}', "bad_message", "type"),
        ('{"type":"hello","extra":1}', "bad_message", "extra"),
        ('{"type":"hello","modality":"VIDEO"}', "bad_message", "modality"),
        ('{"type":"played","turn":-1,"samples":0}', "bad_message", "turn"),
        ('{"type":"played","turn":true,"samples":0}', "bad_message", "turn"),
        ('{"type":"played","turn":1}', "bad_message", "samples"),
        ('{"type":"text","id":"a","text":""}', "bad_message", "text"),
        ('{"type":"camera","on":true,"source":"ceiling"}', "bad_message", "source"),
        ("[" * 100_000, "control_too_large", ""),
        ("[" * 60_000, "bad_json", ""),
    ],
)
def test_a_wrong_message_is_refused_and_says_what_is_wrong(bad: str, code: str, named: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        decode_command(bad)
    assert refused.value.code == code
    assert named in refused.value.message


def test_a_refusal_names_the_message_it_is_about() -> None:
    with pytest.raises(ProtocolError) as refused:
        decode_command('{"type":"text","id":"m1","text":7}')
    assert refused.value.ref == "m1"


def test_a_message_above_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge):
        decode_command(json.dumps({"type": "text", "id": "a", "text": "x" * MAX_CONTROL_BYTES}))


def test_an_event_is_numbered() -> None:
    event = Caption(Role.MODEL, 1, 2, "<b>hi</b>", final=False, at_sample=3)
    assert json.loads(encode_event(event, 1_000_007)) == {
        "type": "caption", "n": 1_000_007, "role": "model", "turn": 1, "sequence": 2, "text": "<b>hi</b>",
        "final": False, "at_sample": 3, "ref": "",
    }  # fmt: skip


@given(st.binary(max_size=64))
def test_no_frame_does_anything_but_pass_or_be_refused(data: bytes) -> None:
    try:
        assert isinstance(decode_frame(data), MicrophoneChunk | Picture)
    except ProtocolError as error:
        assert error.message


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.text(max_size=8), SCALARS, max_size=2)
FIELDS = st.sampled_from(
    ["type", "id", "text", "turn", "samples", "on", "n", "keep", "played", "last_n", "token"]
)
TYPES = st.sampled_from(
    ["hello", "resume", "text", "microphone", "camera", "played", "ack", "ping", "goodbye"]
)


@given(st.dictionaries(FIELDS, JSON, max_size=5), TYPES)
def test_no_message_does_anything_but_pass_or_be_refused(values: dict[str, object], kind: str) -> None:
    try:
        decode_command(json.dumps({**values, "type": kind}))
    except ProtocolError as error:
        assert error.message


@given(st.text(max_size=64))
def test_no_text_does_anything_but_pass_or_be_refused(text: str) -> None:
    try:
        decode_command(text)
    except ProtocolError as error:
        assert error.message


def test_a_played_report_is_read() -> None:
    assert decode_command('{"type":"played","turn":2,"samples":4800}') == Played(2, 4800)
    assert decode_command('{"type":"text","id":"1","text":"a","after_frame":3}') == Text("1", "a", 3)
