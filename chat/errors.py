"""Every error a person, a client or an operator can meet, each with its remedy.

ChatError                  code, message in words one can act on, retry, fatal, close code
├── ProtocolError          a frame or message of the browser's that the wire does not allow
├── LoginRequired          4401: nobody is logged in and guests are not let in
├── Forbidden              4403: the origin, the ticket or the conversation is not theirs
├── SlowReader             4408: the browser reads slower than events come
├── TooLarge               4413: a frame above its limit
├── TooFast                4429: messages come faster than a person could make them
├── LimitReached           4429: the server is full
├── StorageUnavailable     the transcript cannot be written
├── Superseded             4403: the conversation goes on somewhere else
├── Draining               4503: this process stops, another goes on
├── UpstreamError          4504: Gemini (or the emulator) refused, closed or went silent
└── InternalError          4504: a fault of this server's own

`code` is public and stable; `message` is shown as it stands; the detail for the log is the exception's cause.
A fatal error closes the socket with `close_code`; `retry` tells whether the same attempt can succeed later.
"""

from __future__ import annotations

from enum import Enum, IntEnum, auto


class CloseCode(IntEnum):
    """The only codes that a livechat server closes a browser's socket with."""

    NORMAL = 1000
    PROTOCOL = 4400
    LOGIN = 4401
    FORBIDDEN = 4403
    SLOW = 4408
    TOO_LARGE = 4413
    LIMIT = 4429
    DRAINING = 4503
    UPSTREAM = 4504


class ChatError(Exception):
    """An error that carries its own words, remedy and close code."""

    close_code = CloseCode.PROTOCOL
    retry = False
    fatal = True

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retry: bool | None = None,
        fatal: bool | None = None,
        ref: str = "",
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.ref = ref
        """The id of the client's message that caused it, where it had one."""
        if retry is not None:
            self.retry = retry
        if fatal is not None:
            self.fatal = fatal


class ProtocolError(ChatError):
    """Not fatal by itself: ten of them within a minute are."""

    fatal = False


class TooLarge(ProtocolError):
    close_code = CloseCode.TOO_LARGE


class TooFast(ProtocolError):
    close_code = CloseCode.LIMIT


class LoginRequired(ChatError):
    close_code = CloseCode.LOGIN


class Forbidden(ChatError):
    close_code = CloseCode.FORBIDDEN


class SlowReader(ChatError):
    close_code = CloseCode.SLOW
    retry = True


class LimitReached(ChatError):
    close_code = CloseCode.LIMIT
    retry = True


class StorageUnavailable(ChatError):
    close_code = CloseCode.UPSTREAM
    retry = True


class Superseded(Forbidden):
    """Another socket, or another process, goes on with the conversation."""


class Draining(ChatError):
    close_code = CloseCode.DRAINING
    retry = True


class Remedy(Enum):
    """What this server does by itself about a failure of the model's side."""

    GIVE_UP = auto()
    RECONNECT = auto()
    AFRESH = auto()
    """Once without the handle where one was refused; as RECONNECT where the talk was live; else give up."""


class UpstreamError(ChatError):
    close_code = CloseCode.UPSTREAM

    def __init__(
        self, code: str, message: str, *, retry: bool = False, remedy: Remedy = Remedy.GIVE_UP
    ) -> None:
        super().__init__(code, message, retry=retry)
        self.remedy = remedy


class InternalError(ChatError):
    close_code = CloseCode.UPSTREAM
    retry = True


def superseded() -> Superseded:
    return Superseded("resumed_elsewhere", "This conversation goes on in another window.")


def draining() -> Draining:
    return Draining("draining", "This server is restarting: come back in a moment.")


def resume_refused() -> ProtocolError:
    return ProtocolError(
        "resume_refused", "This conversation cannot be gone on with. Start a new one.", fatal=True
    )


def not_yours() -> Forbidden:
    return Forbidden("not_yours", "This conversation belongs to somebody else.")
