"""Words in the midst of a long answer: it ends, as an answer that was cut."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from chat.probe.course import Course, PointFailed, Talk
from chat.probe.facts import SPEECH_BYTES_PER_S, Seen, order_of, speech_of
from chat.probe.words import QUESTION, STORY_ASKED, STORY_INSTRUCTION


async def interruption(course: Course) -> str:
    setup = replace(course.short_setup(), system_instruction=STORY_INSTRUCTION, interruptible=True)
    async with course.open(setup) as talk:
        await talk.upstream.send_text(STORY_ASKED)
        begun = await talk.until(_in_the_midst, "second of speech")
        if begun[-1].message.turn_complete:
            raise PointFailed("The answer was too short to be interrupted.")
        async with _cutting_in(course, talk):
            rest = await talk.until(_cut_or_over, "interrupted")
            if not rest[-1].message.interrupted:
                raise PointFailed("The answer came to its own end: nothing interrupted it.")
            closing = [rest[-1]]
            if not rest[-1].message.turn_complete:
                closing += await talk.until_complete()
    course.facts["after interrupted"] = ", ".join(order_of(closing))
    course.facts["interrupted by"] = "speech" if course.spoken else "typed words"
    if any(each.message.generation_complete for each in closing):
        raise PointFailed("An interrupted answer was told to be complete, by generationComplete.")
    return f"A long answer ended when it was interrupted by {course.facts['interrupted by']}."


@asynccontextmanager
async def _cutting_in(course: Course, talk: Talk) -> AsyncIterator[None]:
    if course.spoken is None:
        await talk.upstream.send_text(QUESTION)
        yield
    else:
        async with talk.microphone(course.spoken.pcm):
            yield


def _in_the_midst(seen: Sequence[Seen]) -> bool:
    complete = bool(seen) and seen[-1].message.turn_complete
    return complete or len(speech_of(seen)) >= SPEECH_BYTES_PER_S


def _cut_or_over(seen: Sequence[Seen]) -> bool:
    return bool(seen) and (seen[-1].message.interrupted or seen[-1].message.turn_complete)
