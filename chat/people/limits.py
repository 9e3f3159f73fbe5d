"""How far each conversation may go. How many there may be at a time is counted in their leases."""

from __future__ import annotations

from django.conf import settings

from chat.people.allowance import Limits


def talk_limits() -> Limits:
    """Of each conversation, as the settings have them."""
    return Limits(
        cost=settings.LIVECHAT_MAX_COST,
        minutes=settings.LIVECHAT_MAX_MINUTES,
        turns=settings.LIVECHAT_MAX_TURNS,
    )
