"""Middleware that keeps Django from changing threads all the time."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_only_middleware


@sync_only_middleware
def in_one_thread(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The last: those before it that can do without the event loop are done in one visit to a thread.

    With a loop all the way down Django would make two visits for each of them.
    https://docs.djangoproject.com/en/5.2/topics/async/#async-performance
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    return middleware
