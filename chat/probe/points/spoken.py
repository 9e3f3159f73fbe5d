"""A spoken sentence in, its words and an answer out. The sentence is what the model itself has said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from chat.probe.course import Course, PointFailed
from chat.probe.facts import Seen, heard_in, speech_of

LEAST_RESEMBLANCE = 0.5
WITHIN_S = 30.0
"""The sentence, the silence after it, and the answer, which is played to its end."""


async def spoken(course: Course) -> str:
    speech = course.speech()
    async with course.open(course.short_setup()) as talk, talk.microphone(speech.pcm):
        seen = await talk.until(_heard_and_answered, "inputTranscription and turnComplete", WITHIN_S)
    course.facts["inputTranscription"] = _place(seen)
    if not speech_of(seen):
        raise PointFailed("What was said aloud was not answered aloud.")
    return f"A spoken sentence was answered, and {understood(heard_in(seen), speech.words)}."


def understood(heard: str, said: str) -> str:
    """Raises PointFailed where what was heard does not resemble what was said."""
    resembling = resemblance(heard, said)
    if resembling < LEAST_RESEMBLANCE:
        raise PointFailed(f"Of the words that were heard, {resembling:.0%} are those that were said.")
    return f"{resembling:.0%} of the words heard are those that were said"


def resemblance(heard: str, said: str) -> float:
    """The part of the words heard that were said, in their order. The end may not have been spoken."""
    words, spoken_words = _words(heard), _words(said)
    if not words:
        return 0.0
    blocks = SequenceMatcher(None, words, spoken_words, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_']+", text.lower().replace("'", ""))


def _heard_and_answered(seen: Sequence[Seen]) -> bool:
    return bool(heard_in(seen)) and any(each.message.turn_complete for each in seen)


def _place(seen: Sequence[Seen]) -> str:
    first = next(place for place, each in enumerate(seen) if each.message.input_transcription)
    if any(each.message.turn_complete for each in seen[:first]):
        return "after turnComplete"
    return "during the answer" if speech_of(seen[:first]) else "before the answer"
