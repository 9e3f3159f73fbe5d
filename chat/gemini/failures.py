"""What a refusal or close of the service's means: one table, and the one place that reads it.

The service accepts the upgrade and tells errors by close frames; the same code carries different meanings,
so a row is chosen by the code and by how its reason begins. Measured reasons: docs/protocol.md.
"""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from google.auth.exceptions import GoogleAuthError
from google.genai.errors import APIError
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from chat.errors import Remedy, UpstreamError
from chat.gemini.wire import BadMessage

logger = logging.getLogger(__name__)

ABNORMAL = 1006

_KEY = re.compile(r"(api_key:|AIza|AQ\.)[^\s'\"]+")
"""As the service quotes it in a reason: "Consumer 'api_key:...' has been suspended"."""


@dataclass(frozen=True, slots=True)
class Failure:
    close_code: int | None
    """None: any."""
    reason_start: str
    code: str
    message: str
    retry: bool
    remedy: Remedy = Remedy.GIVE_UP


STALE_HANDLE = (
    (1008, "BidiGenerateContent session not found"),
    (1008, "Requested entity was not found"),
    (1007, "Invalid session handle"),
)
"""How the service refuses to resume a session that it has forgotten."""

FAILURES = (
    Failure(1007, "API key not valid", "key_rejected",
            "Google refused this server's API key. Its operator can set a valid GEMINI_API_KEY.", False),
    Failure(1008, "Method doesn't allow unregistered callers", "key_missing",
            "Google asks for an API key. The operator of this server can set GEMINI_API_KEY.", False),
    Failure(1007, "User location is not supported", "region_refused",
            "Google does not offer this model where this server runs.", False),
    Failure(1008, "models/", "model_unknown",
            "The model that this server is set to does not exist or has no Live API. Its operator can change"
            " LIVECHAT_MODEL.", False),
    Failure(1008, "Publisher Model", "model_unknown",
            "The model that this server is set to does not exist or has no Live API. Its operator can change"
            " LIVECHAT_MODEL.", False),
    Failure(1011, "You exceeded your current quota", "quota",
            "The quota of this server's Google account is used up for now. Try again later.", True),
    Failure(1011, "Quota exceeded", "quota",
            "The quota of this server's Google account is used up for now. Try again later.", True),
    Failure(1008, "Connection aborted because the client failed to close", "connection_ended",
            "The model's side ended this connection after its longest time. Start again to go on.", True,
            Remedy.RECONNECT),
    Failure(1011, "Deadline expired", "connection_ended",
            "The model's side ended this connection after its longest time. Start again to go on.", True,
            Remedy.RECONNECT),
    Failure(1008, "The operation was aborted", "upstream_closed",
            "The model's side broke the conversation off. Try again.", True,
            Remedy.RECONNECT),
    *(
        Failure(code, reason, "handle_stale",
                "The model no longer remembers this conversation. Start a new one.", True, Remedy.AFRESH)
        for code, reason in STALE_HANDLE
    ),
    Failure(1011, "", "upstream_unavailable",
            "The model is overloaded or failed. Try again in a moment.", True,
            Remedy.RECONNECT),
    Failure(1007, "", "setup_refused",
            "The model refused what this server asked of it. The server's log names the reason.", False,
            Remedy.AFRESH),
    Failure(1008, "", "upstream_refused",
            "The model refused to go on. The server's log names the reason.", False,
            Remedy.AFRESH),
    Failure(ABNORMAL, "", "upstream_lost", "The connection to the model was lost. Try again.", True,
            Remedy.RECONNECT),
    Failure(None, "", "upstream_closed", "The model's side ended the conversation. Try again.", True,
            Remedy.RECONNECT),
)  # fmt: skip

HTTP_CODES = {401: 1007, 403: 1007, 404: 1008, 429: 1011}
_HTTP_REASONS = {401: "API key not valid", 403: "API key not valid", 404: "models/", 429: "Quota exceeded"}


def failure_of_close(code: int, reason: str) -> UpstreamError:
    """The typed error of a close frame; the table's order decides."""
    for row in FAILURES:
        if row.close_code in (None, code) and reason.startswith(row.reason_start):
            return UpstreamError(row.code, row.message, retry=row.retry, remedy=row.remedy)
    raise AssertionError("the last row takes every close")


def failure_of(error: BaseException) -> UpstreamError | None:
    """The typed error of whatever connecting, sending or receiving raised; None where it is no such error."""
    match error:
        case UpstreamError():
            return error
        case APIError():
            return failure_of_close(int(error.code or ABNORMAL), str(error.details or ""))
        case ConnectionClosed():
            received = error.rcvd
            return failure_of_close(
                received.code if received else ABNORMAL, received.reason if received else ""
            )
        case InvalidStatus():
            status = error.response.status_code
            if status in HTTP_CODES:
                return failure_of_close(HTTP_CODES[status], _HTTP_REASONS[status])
            return failure_of_close(1011, "")
        case ssl.SSLError():
            return UpstreamError(
                "upstream_untrusted", "The model's certificate is not trusted by this server.", retry=False
            )
        case GoogleAuthError():
            return UpstreamError(
                "credentials_missing",
                "This server has no valid Google Cloud credentials. Its operator can run"
                " 'gcloud auth application-default login' or set GOOGLE_APPLICATION_CREDENTIALS.",
                retry=False,
            )
        case TimeoutError():
            return UpstreamError(
                "setup_timeout",
                "The model did not answer in time. Try again.",
                retry=True,
                remedy=Remedy.RECONNECT,
            )
        case OSError() | InvalidHandshake():
            return UpstreamError(
                "upstream_unreachable",
                "The model cannot be reached. Try again later.",
                retry=True,
                remedy=Remedy.RECONNECT,
            )
        case BadMessage():
            return UpstreamError(
                "upstream_garbled",
                "The model's side sent what cannot be read. Try again.",
                retry=True,
                remedy=Remedy.RECONNECT,
            )
        case _:
            return None


def detail_of(error: BaseException) -> str:
    """What the service said, for the log: a close's code and reason, a refusal's status, else the kind."""
    match error:
        case APIError():
            return _KEY.sub("[key]", f"{error.code} {error.details!r}")
        case ConnectionClosed():
            return _KEY.sub("[key]", f"{error.rcvd.code} {error.rcvd.reason!r}") if error.rcvd else "lost"
        case InvalidStatus():
            return f"HTTP {error.response.status_code}"
        case _:
            return type(error).__name__


@contextmanager
def typed_failures() -> Iterator[None]:
    """Turns what the SDK, the socket or the TLS layer raise inside the block into UpstreamError; logs it."""
    try:
        yield
    except Exception as error:
        # Whatever it is: what the table does not know is raised again as it came.
        failure = failure_of(error)
        if failure is None or failure is error:
            raise
        logger.warning("the model's side: %s (%s)", failure.code, detail_of(error))
        raise failure from error
