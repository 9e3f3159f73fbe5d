"""A timer that speaks up when it is done."""

from __future__ import annotations

import asyncio

from chat.tools import Caller, ToolError, tool

LONGEST_S = 24 * 3600


@tool(blocking=False, scheduling="INTERRUPT", limit_s=LONGEST_S + 60)
async def set_timer(seconds: int, caller: Caller, label: str = "") -> str:
    """Sets a timer that speaks up when its time is over. It ends with the conversation.

    Args:
        seconds: How long it runs, in seconds: 300 for five minutes.
        label: What it is for, such as "tea".
    """
    if not 1 <= seconds <= LONGEST_S:
        raise ToolError("A timer runs for one second to 24 hours.")
    caller.report(f"The timer{_for(label)} is set for {in_words(seconds)}.")
    await asyncio.sleep(seconds)
    return f"The time is up: the timer{_for(label)} of {in_words(seconds)} is done."


def in_words(seconds: int) -> str:
    """`90` -> `1 minute 30 seconds`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "hour"), (minutes, "minute"), (rest, "second"))
    return " ".join(f"{count} {unit}{'s' * (count != 1)}" for count, unit in parts if count)


def _for(label: str) -> str:
    return f" for {label.strip()[:80]}" if label.strip() else ""
