"""Each way in which the service refuses or leaves has words of its own and says whether to try again."""

from __future__ import annotations

import ssl

import pytest
from google.auth.exceptions import GoogleAuthError
from google.genai.errors import APIError
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.frames import Close
from websockets.http11 import Response

from chat.errors import CloseCode, UpstreamError
from chat.gemini.failures import failure_of, failure_of_close, typed_failures

CLOSES = [
    (1007, "API key not valid. Please pass a valid API key.", "key_rejected", False),
    (1008, "Method doesn't allow unregistered callers (callers without", "key_missing", False),
    (1008, "models/nope is not found for API version v1beta, or is not", "model_unknown", False),
    (1007, "User location is not supported for the API use.", "region_refused", False),
    (1007, "Invalid JSON payload received. Unknown name \"x\" at 'setup'", "setup_refused", False),
    (1008, "Operation is not implemented, or supported, or enabled.", "upstream_refused", False),
    (1008, "The operation was aborted.", "upstream_closed", True),
    (1011, "You exceeded your current quota, please check your plan", "quota", True),
    (1011, "The service is currently unavailable.", "upstream_unavailable", True),
    (1011, "Deadline expired before operation could complete.", "connection_ended", True),
    (1006, "", "upstream_lost", True),
    (1000, "The operation was cancelled.", "upstream_closed", True),
    (4999, "something nobody has seen", "upstream_closed", True),
]


@pytest.mark.parametrize(("close_code", "reason", "code", "retry"), CLOSES)
def test_a_close_is_read_by_its_code_and_the_start_of_its_reason(
    close_code: int, reason: str, code: str, retry: bool
) -> None:
    error = failure_of_close(close_code, reason)
    assert (error.code, error.retry, error.fatal) == (code, retry, True)
    assert error.close_code is CloseCode.UPSTREAM
    assert error.message.endswith(".")


def test_the_words_never_quote_the_services_reason() -> None:
    assert "s3cr3t" not in failure_of_close(1008, "s3cr3t").message


def response(status: int) -> InvalidStatus:
    return InvalidStatus(Response(status, "", Headers()))


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (APIError(1007, {}, None), "setup_refused"),
        (ConnectionClosedError(Close(1011, "Quota exceeded for x"), None), "quota"),
        (ConnectionClosedError(None, None), "upstream_lost"),
        (response(403), "key_rejected"),
        (response(429), "quota"),
        (response(503), "upstream_unavailable"),
        (ssl.SSLCertVerificationError("self-signed"), "upstream_untrusted"),
        (TimeoutError(), "setup_timeout"),
        (ConnectionRefusedError(), "upstream_unreachable"),
        (GoogleAuthError("none"), "credentials_missing"),  # type: ignore[no-untyped-call]
    ],
)
def test_whatever_the_sdk_raises_becomes_one_type(raised: Exception, code: str) -> None:
    error = failure_of(raised)
    assert error is not None
    assert error.code == code
    with pytest.raises(UpstreamError), typed_failures():
        raise raised


def test_the_log_names_the_reason_without_the_key(caplog: pytest.LogCaptureFixture) -> None:
    reason = "Consumer 'api_key:AIzaSyCanary' has been suspended."
    with pytest.raises(UpstreamError), typed_failures():
        raise ConnectionClosedError(Close(1008, reason), None)
    [record] = caplog.records
    assert "1008 \"Consumer '[key]' has been suspended.\"" in record.getMessage()
    assert "Canary" not in caplog.text


def test_a_fault_of_our_own_is_not_blamed_on_the_service() -> None:
    with pytest.raises(ZeroDivisionError), typed_failures():
        raise ZeroDivisionError
