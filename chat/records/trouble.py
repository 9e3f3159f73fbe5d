"""Whether what is said can be stored right now, as far as this process has tried."""

from __future__ import annotations

import time

FORGOTTEN_AFTER_S = 15.0
"""Who cannot store tries again within five seconds: a failure so old is of a talk that has ended."""


class Trouble:
    def __init__(self) -> None:
        self._failed_at: float | None = None

    def failed(self) -> None:
        self._failed_at = time.monotonic()

    def passed(self) -> None:
        self._failed_at = None

    @property
    def lasts(self) -> bool:
        return self._failed_at is not None and time.monotonic() - self._failed_at < FORGOTTEN_AFTER_S


trouble = Trouble()
