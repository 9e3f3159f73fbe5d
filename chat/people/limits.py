"""How many conversations this process carries at a time, and how far each may go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from chat.errors import LimitReached
from chat.people.allowance import Limits


class Slots:
    """Counts live sessions; of one event loop, so it needs no lock."""

    def __init__(self) -> None:
        self.taken = 0

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Holds one of LIVECHAT_MAX_SESSIONS. Raises LimitReached."""
        if self.taken >= settings.LIVECHAT_MAX_SESSIONS:
            raise LimitReached("server_full", "All lines are busy: please try again in a minute.")
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1


slots = Slots()
slot = slots.slot


def talk_limits() -> Limits:
    """Of each conversation, as the settings have them."""
    return Limits(
        cost=settings.LIVECHAT_MAX_COST,
        minutes=settings.LIVECHAT_MAX_MINUTES,
        turns=settings.LIVECHAT_MAX_TURNS,
    )
