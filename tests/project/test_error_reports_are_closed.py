from __future__ import annotations

import sys

from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from pytest_django import Settings

# Joined here, since a report shows the source around a failure.
KEY = "-".join(["canary", "8c1f"])
SPOKEN = "-".join(["spoken", "words"])


def test_a_report_shows_no_locals_and_no_secret_setting(settings: Settings, rf: RequestFactory) -> None:
    settings.DEBUG = True
    settings.GEMINI_API_KEY = settings.REDIS_URL = KEY
    settings.CHANNEL_LAYERS = {"default": {"CONFIG": {"hosts": [settings.REDIS_URL]}}}
    try:
        _fail(SPOKEN)
    except RuntimeError:
        reporter = ExceptionReporter(rf.get("/"), *sys.exc_info())
    report = reporter.get_traceback_html() + reporter.get_traceback_text()
    assert "GEMINI_API_KEY" in report
    assert KEY not in report
    assert SPOKEN not in report


def _fail(what_was_said: str) -> None:
    raise RuntimeError(f"failed after {len(what_was_said)} characters")
