"""The client marks where speech begins and ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chat.probe.course import Course
from chat.probe.facts import Seen, heard_in, speech_of
from chat.probe.points.spoken import understood


async def push_to_talk(course: Course) -> str:
    speech = course.speech()
    async with course.open(replace(course.short_setup(), push_to_talk=True)) as talk:
        await talk.upstream.start_activity()
        await talk.say(speech.pcm)
        await talk.upstream.end_activity()
        seen = await talk.until(_heard_and_answering, "inputTranscription and speech")
    return f"Speech that was marked was answered, and {understood(heard_in(seen), speech.words)}."


def _heard_and_answering(seen: Sequence[Seen]) -> bool:
    return bool(heard_in(seen)) and bool(speech_of(seen))
