"""Whether a lost connection to the model is made again, when, and how."""

from __future__ import annotations

import random
from collections.abc import Callable

from chat.errors import Remedy, UpstreamError

MAX_ATTEMPTS = 5
"""In a row; the next failure is the person's to know."""
WITH_HANDLE = 3
"""Of these, so many that resume; then the talk is told anew from its words."""
STEADY_AFTER_S = 10.0
"""A connection that has lasted so long ends the row."""
FIRST_DELAY_S = 0.25
LONGEST_DELAY_S = 4.0


class Reconnecting:
    """Full jitter, so that the sessions of one outage do not come back all at once.

    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """

    def __init__(self, jitter: Callable[[float, float], float] = random.uniform) -> None:
        self._jitter = jitter
        self._failures = 0

    @property
    def by_handle(self) -> bool:
        return self._failures <= WITH_HANDLE

    def lived(self, seconds: float | None) -> None:
        """So long a connection lasted, whatever ended it; None where it had not come to be."""
        if seconds is not None and seconds >= STEADY_AFTER_S:
            self._failures = 0

    def delay_after(self, error: UpstreamError, *, live: bool, resuming: bool) -> float:
        """Seconds to wait before the next connection; raises `error` where there is none to be.

        `live`: the failed connection had come to be; `resuming`: it went by a handle.
        """
        self._failures += 1
        hopeless = error.remedy is Remedy.AFRESH and not live and not resuming
        if error.remedy is Remedy.GIVE_UP or hopeless or self._failures > MAX_ATTEMPTS:
            raise error
        return self._jitter(0, min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** (self._failures - 1)))
