"""Is what the settings and each assistant ask for accepted?"""

from __future__ import annotations

from collections.abc import Sequence

from chat.errors import UpstreamError
from chat.probe.asked import OF_SETTINGS, Asked
from chat.probe.course import Course, PointFailed


async def setups(course: Course) -> str:
    asked = (Asked(OF_SETTINGS, course.service.setup), *course.service.assistants)
    refused = [words for each in asked if (words := await _refused(course, each))]
    if refused:
        raise PointFailed(" ".join(refused))
    return _told(course.service.assistants)


def _told(assistants: Sequence[Asked]) -> str:
    if not assistants:
        return "The setup of the settings is accepted; there is no assistant."
    return f"The setups of the settings and of {', '.join(each.name for each in assistants)} are accepted."


async def _refused(course: Course, asked: Asked) -> str:
    """In words; "" where it was not."""
    of_settings = asked.name == OF_SETTINGS
    words = asked.problem
    if asked.setup is not None:
        try:
            async with course.open_at(course.service.endpoint, asked.setup):
                pass
        except UpstreamError as error:
            words = course.words_of(error)
    if of_settings:
        course.set_up = not words
    course.facts[f"setup of {asked.name}"] = "refused" if words else "accepted"
    return f"{asked.name}: {words}" if words else ""
