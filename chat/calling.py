"""What a live session asks of whoever runs the functions that the model calls."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

from chat.gemini.wire import FunctionCall

logger = logging.getLogger(__name__)


class Tools(Protocol):
    """Answers by `LiveSession.respond`; none of these may wait."""

    @property
    def busy(self) -> bool:
        """The model waits for a result before it goes on."""

    def call(self, calls: Sequence[FunctionCall]) -> None: ...

    def cancel(self, ids: Sequence[str]) -> None:
        """The model does not want these results any more."""

    def disconnected(self) -> None:
        """The connection is gone: what the model waited for it will call again, the rest goes on."""


class NoTools:
    """For a session that declares no function."""

    busy = False

    def call(self, calls: Sequence[FunctionCall]) -> None:
        logger.warning("the model called %d functions that were never declared", len(calls))

    def cancel(self, ids: Sequence[str]) -> None:
        pass

    def disconnected(self) -> None:
        pass
