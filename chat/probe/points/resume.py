"""A connection is closed, and another goes on with its session by its handle."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import count

from chat.errors import Remedy, UpstreamError
from chat.probe.course import Course, PointFailed
from chat.probe.facts import Seen, said_in
from chat.probe.words import NAME, NAME_ASKED, NAME_TOLD

ATTEMPTS = 3
PAUSE_S = 1.0
"""The service refuses to resume a session while it takes the old connection for open."""


async def resume(course: Course) -> str:
    answer = await _ask(course, await _handle(course))
    if NAME not in said_in(answer):
        raise PointFailed("The session was resumed, but what was said before is not known.")
    return "A second connection knew what was said on the first."


async def _handle(course: Course) -> str:
    """One that was told after the name was."""
    async with course.open(course.short_setup()) as talk:
        await talk.upstream.send_text(NAME_TOLD)
        during = await talk.until_complete()
        speaking = any(_offers(each) for each in during[_begin(during) : -1])
        after = [] if _offers(during[-1]) else await talk.until(_offered, "handle to resume by")
    course.facts["resumable during the answer"] = "yes" if speaking else "no"
    resumption = [*during, *after][-1].message.resumption
    if resumption is None or not resumption.handle:
        raise PointFailed("The session was said to be resumable, without a handle.")
    return resumption.handle


async def _ask(course: Course, handle: str) -> Sequence[Seen]:
    """The answer of the resumed session."""
    for attempt in count(1):
        try:
            async with course.open(course.short_setup(), handle) as talk:
                await talk.upstream.send_text(NAME_ASKED)
                return await talk.until_complete()
        except UpstreamError as error:
            if attempt == ATTEMPTS or error.remedy is Remedy.GIVE_UP:
                raise
            course.facts["at first refused to resume"] = course.close_of(error)
            await asyncio.sleep(PAUSE_S)
    raise AssertionError("it returns or raises")


def _begin(seen: Sequence[Seen]) -> int:
    """Where the answer begins."""
    return next((place for place, each in enumerate(seen) if each.message.speech), len(seen))


def _offers(seen: Seen) -> bool:
    return seen.message.resumption is not None and seen.message.resumption.resumable


def _offered(seen: Sequence[Seen]) -> bool:
    return bool(seen) and _offers(seen[-1])
