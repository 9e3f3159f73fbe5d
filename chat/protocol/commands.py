"""JSON control messages from the browser: unknown types and fields and wrong values are refused by name."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from chat.errors import ProtocolError, TooLarge
from chat.protocol.limits import MAX_CONTROL_BYTES, MAX_TEXT_CHARS

Counter = Annotated[int, Meta(ge=0, le=0xFFFFFFFF)]
FrameId = Annotated[int, Meta(ge=0, le=0xFFFF)]
Identifier = Annotated[str, Meta(max_length=64)]
Secret = Annotated[str, Meta(max_length=200)]


class Modality(StrEnum):
    AUDIO = "AUDIO"
    TEXT = "TEXT"


class Command(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """Every control message of the browser's is one of these."""


class Hello(Command, frozen=True, tag="hello"):
    """Opens a conversation. `keep` false asks that nothing said is stored.

    `time_zone` is the person's, IANA; `tools` are the functions that this client can run for the model.
    """

    assistant: Identifier = ""
    ticket: Secret = ""
    lang: Annotated[str, Meta(max_length=35)] = ""
    modality: Modality = Modality.AUDIO
    keep: bool = True
    time_zone: Identifier = ""
    tools: Annotated[list[Identifier], Meta(max_length=32)] = []


class Resume(Command, frozen=True, tag="resume"):
    """Comes back to a conversation: the last event seen was `last_n`, the speech heard is `played`.

    `played` maps turns to samples, `sequence` is the last utterance shown; `last_n` 0 shows nothing yet.
    """

    conversation: Identifier
    token: Secret
    last_n: Counter = 0
    played: Annotated[dict[str, Counter], Meta(max_length=16)] = {}
    sequence: Counter = 0


class Text(Command, frozen=True, tag="text"):
    """Typed words; `after_frame` names the picture they speak of, which is sent up before them."""

    id: Identifier
    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT_CHARS)]
    after_frame: FrameId | None = None


class ActivityStart(Command, frozen=True, tag="activity_start"):
    """The person begins to speak: only with an assistant that has `push_to_talk`."""


class ActivityEnd(Command, frozen=True, tag="activity_end"):
    """The person has spoken."""


class Microphone(Command, frozen=True, tag="microphone"):
    """Off tells the model that no more audio comes for now."""

    on: bool


class Camera(Command, frozen=True, tag="camera"):
    on: bool
    source: Literal["camera", "screen"] = "camera"


class Interrupt(Command, frozen=True, tag="interrupt"):
    """Silences the answer without a word spoken."""


class Played(Command, frozen=True, tag="played"):
    """`samples` of turn `turn` have been heard (24 kHz, from its start); each 100 ms while speech plays."""

    turn: Counter
    samples: Counter


class Received(Command, frozen=True, tag="ack"):
    """Every event up to number `n` has arrived."""

    n: Counter


class Ping(Command, frozen=True, tag="ping"):
    pass


class ToolResult(Command, frozen=True, tag="tool_result"):
    """What came of call `id`, which this client ran: `result`, any JSON, or else `error` in words."""

    id: Identifier
    result: Any = None
    error: Annotated[str, Meta(max_length=2_000)] = ""


class Settings(Command, frozen=True, tag="settings"):
    """Goes on with another assistant."""

    assistant: Identifier


class Goodbye(Command, frozen=True, tag="goodbye"):
    """The person pressed Stop: the conversation ends at once."""


AnyCommand = (
    Hello
    | Resume
    | Text
    | ActivityStart
    | ActivityEnd
    | Microphone
    | Camera
    | Interrupt
    | Played
    | Received
    | Ping
    | ToolResult
    | Settings
    | Goodbye
)

_decoder: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)


def decode_command(text: str) -> AnyCommand:
    """Raises ProtocolError naming what is wrong, `ref` being the message's id where it has one."""
    if len(text) > MAX_CONTROL_BYTES or len(text.encode(errors="surrogatepass")) > MAX_CONTROL_BYTES:
        raise TooLarge("control_too_large", f"A control message has at most {MAX_CONTROL_BYTES} bytes.")
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as problem:
        raise _refusal(text, problem) from None


def _refusal(text: str, problem: Exception) -> ProtocolError:
    """msgspec stops at the first value that does not fit, which may be before the JSON itself breaks."""
    try:
        values: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return ProtocolError("bad_json", "A control message is one JSON object.")
    reference = values.get("id") if isinstance(values, dict) else None
    return ProtocolError(
        "bad_message", f"{problem}.", ref=reference[:64] if isinstance(reference, str) else ""
    )
