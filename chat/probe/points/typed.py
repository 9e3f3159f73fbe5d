"""A typed sentence in, speech with its words out, then the turn's end and its tokens."""

from __future__ import annotations

from chat.emulator.resample import Resampler
from chat.probe.course import Course, PointFailed, Speech
from chat.probe.facts import SPEECH_BYTES_PER_S, said_in, speech_of
from chat.probe.words import QUESTION
from chat.protocol.limits import OUTPUT_SAMPLE_RATE

LONGEST_SAID_BACK_S = 5


async def typed(course: Course) -> str:
    async with course.open(course.short_setup()) as talk:
        await talk.upstream.send_text(QUESTION)
        seen = await talk.until_complete()
    speech, words = speech_of(seen), said_in(seen)
    missing = [
        name
        for name, came in (
            ("speech", bool(speech.strip(b"\0"))),
            ("outputTranscription", bool(words)),
            ("generationComplete", any(each.message.generation_complete for each in seen)),
            ("usageMetadata", any(each.message.tokens for each in seen)),
        )
        if not came
    ]
    if speech and words:
        course.spoken = Speech(_for_microphone(speech), words)
    if missing:
        raise PointFailed(f"The answer came without {', '.join(missing)}.")
    return f"A typed sentence was answered by {len(speech) / SPEECH_BYTES_PER_S:.1f} s of speech."


def _for_microphone(pcm: bytes) -> bytes:
    return Resampler(OUTPUT_SAMPLE_RATE).feed(pcm[: LONGEST_SAID_BACK_S * SPEECH_BYTES_PER_S])
