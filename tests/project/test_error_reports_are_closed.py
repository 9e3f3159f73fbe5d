from __future__ import annotations

import sys

from django.test import RequestFactory
from django.views.debug import ExceptionReporter, get_exception_reporter_filter
from pytest_django import Settings


def test_a_report_shows_no_locals_and_no_secret_setting(settings: Settings, rf: RequestFactory) -> None:
    settings.DEBUG = True
    settings.GEMINI_API_KEY = settings.REDIS_URL = "canary-" + "8c1f"
    settings.CHANNEL_LAYERS = {"default": {"CONFIG": {"hosts": [settings.REDIS_URL]}}}
    get_exception_reporter_filter.cache_clear()
    try:
        _fail("spoken-" + "words")
    except RuntimeError:
        reporter = ExceptionReporter(rf.get("/"), *sys.exc_info())
    report = reporter.get_traceback_html() + reporter.get_traceback_text()
    assert "GEMINI_API_KEY" in report
    assert "canary-8c1f" not in report
    assert "spoken-words" not in report


def _fail(what_was_said: str) -> None:
    raise RuntimeError(f"failed after {len(what_was_said)} characters")
