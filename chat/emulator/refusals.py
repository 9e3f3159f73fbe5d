"""How the service says no: it accepts the upgrade and tells the error by a close frame.

Codes and reasons as measured on the real service; its documentation names none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

REASON_LIMIT_BYTES = 123
"""RFC 6455, 5.5: a control frame holds 125 bytes, two of which are the code."""


@dataclass(frozen=True, slots=True)
class Close:
    code: int
    reason: str


class Refusal(Exception):
    """Ends the session with this close frame."""

    def __init__(self, close: Close) -> None:
        super().__init__(f"{close.code} {close.reason}")
        self.close = close


NO_KEY = Close(
    1008,
    "Method doesn't allow unregistered callers (callers without established identity)."
    " Please use API Key or other form of API consumer identity to call this API.",
)
BAD_KEY = Close(1007, "API key not valid. Please pass a valid API key.")
BEFORE_SETUP = Close(1007, "Request contains an invalid argument.")
SECOND_SETUP = Close(1007, "setup must be the first message and only the first")
NOT_JSON = Close(1007, "Invalid JSON payload received. Unexpected token.")
THINKING_NEEDED = Close(1007, "Thinking level must be specified")
ROLE = Close(1007, "Please use a valid role: user, model.")
NO_PICTURE = Close(1007, "Unable to process input image.")
EMPTY_ACTIVITY = Close(1007, "Precondition check failed.")
AUTOMATIC_ACTIVITY = Close(
    1007,
    "Explicit activity control is not supported when automatic activity detection is enabled.",
)
NOT_IMPLEMENTED = Close(1008, "Operation is not implemented, or supported, or enabled.")
STALE_HANDLE = Close(1008, "BidiGenerateContent session not found")
INTERNAL = Close(1011, "Internal error encountered.")
SETUP_LATE = Close(1011, "Deadline expired before operation could complete.")
CONNECTION_EXPIRED = Close(
    1008,
    "Connection aborted because the client failed to close the connection after receiving a GoAway signal"
    " once the session duration limit was exceeded.",
)


def model_unknown(name: str, version: str) -> Close:
    return Close(
        1008,
        f"models/{name} is not found for API version {version}, or is not supported for bidiGenerateContent."
        " Call ListModels to see the list of available models and their supported methods.",
    )


def modality_refused(modalities: tuple[str, ...]) -> Close:
    asked = ", ".join(modalities)
    return Close(
        1007, f"The requested combination of response modalities ({asked}) is not supported by the model"
    )


def unknown_field(name: str, path: str) -> Close:
    place = f" at '{path}'" if path else ""
    return Close(1007, f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.')


def invalid_value(path: str, kind: str, value: object = None) -> Close:
    """`kind` as the service names it: TYPE_STRING, TYPE_BYTES, TYPE_MESSAGE and so on.

    Numbers and words of enumerations are told; what may be somebody's words is not, for reasons are logged.
    """
    enumerated = kind.startswith("type.googleapis.com/") and isinstance(value, str)
    told = f", {json.dumps(value)}" if enumerated or isinstance(value, bool | int | float) else ""
    return Close(1007, f"Invalid value at '{path}' ({kind}){told}")


def out_of_range(path: str, least: float, most: float) -> Close:
    name = path.rpartition(".")[2]
    return Close(1007, f"* {path}: {name} must be in the range [{least:g}, {most:g}].")


def already_set(path: str, group: str, name: str) -> Close:
    """Two fields of which only one may be set."""
    place = f" at '{path}'" if path else ""
    return Close(
        1007, f"Invalid value{place} (oneof), oneof field '{group}' is already set. Cannot set '{name}'"
    )


def voice_unknown(name: str) -> Close:
    return Close(1007, f"Requested voice_name, {name}, is not supported.")


def function_name_refused(path: str) -> Close:
    return Close(1007, f"* {path}: Invalid function name. Must start with a letter or an underscore.")


def function_doubled(name: str) -> Close:
    return Close(1007, f"Duplicate function declaration found: {name}")


def not_of_model(what: str) -> Close:
    """In the words in which thinking is refused."""
    return Close(1007, f"{what} is not supported for this model")


def wire_reason(reason: str) -> str:
    """The reason cut to what a close frame holds, never within a character."""
    return reason.encode()[:REASON_LIMIT_BYTES].decode(errors="ignore")
