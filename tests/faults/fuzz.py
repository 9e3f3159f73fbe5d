"""`python -m tests.faults.fuzz -runs=100000`: the browser's wire under atheris, which follows the branches.

Its own flags are libFuzzer's. Ends with a traceback and a file at the first input that is neither taken nor
refused by name.
"""

from __future__ import annotations

import sys
from typing import Any

import atheris

with atheris.instrument_imports(include=["chat.protocol", "chat.errors"]):
    from chat.errors import ProtocolError
    from chat.protocol.commands import Command, decode_command
    from chat.protocol.frames import MicrophoneChunk, Picture, decode_frame


def decode(data: bytes) -> None:
    """The first bit tells which kind of message it is."""
    if not data:
        return
    try:
        message: Any = decode_frame(data[1:]) if data[0] & 1 else decode_command(_text(data[1:]))
    except ProtocolError as error:
        assert error.code and error.message, "a refusal without words"
    else:
        assert isinstance(message, Command | MicrophoneChunk | Picture)


def _text(data: bytes) -> str:
    """What no server lets through, too."""
    return data.decode(errors="surrogateescape")


if __name__ == "__main__":
    atheris.Setup(sys.argv, decode)
    atheris.Fuzz()
