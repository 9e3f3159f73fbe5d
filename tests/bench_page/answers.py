"""A talk in which long tones are asked for and hushed, by typed words."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from chat.protocol.limits import OUTPUT_SAMPLE_RATE
from tests.bench_page.ground import Ground
from tests.bench_page.passed import Passed, take_passed
from tests.bench_page.stalled import MEASURING, STALLS, stalled
from tests.bench_page.tone import largest_step, sample_at
from tests.browser.ear import EAR, MOUTH, Heard, heard_on
from tests.support.browser import TalkPage, talk_page

HEARD_CLOCK = MEASURING / "heard-clock.js"
TONE_S = 10
LEAST_HEARD_S, MOST_HEARD_S = 0.5, 0.8
SILENCE_S = 0.03
"""Between two tones; within one it is never so long."""
SETTLED_S = 0.05
"""After its beginning a tone is as loud as it gets."""


@dataclass(frozen=True, slots=True)
class Report:
    """Of the page, how much has been heard."""

    frame: int
    """Of the context, when it was told."""
    turn: int
    samples: float
    latency_s: float
    """To the loudspeaker, as the page had it then."""


@dataclass(frozen=True, slots=True)
class Span:
    """One tone, as it was heard."""

    turn: int
    begins: int
    ends: int
    """Indices in `Heard.sound`."""
    to_ear_ms: float
    """From the server's sending of its first piece to the first sound."""
    to_silence_ms: float
    """From the server's sending of the interruption to silence."""


@dataclass(frozen=True, slots=True)
class Answers:
    heard: Heard
    spans: Sequence[Span]
    reports: Sequence[Report]

    @property
    def largest_step(self) -> float:
        return largest_step(self.heard.sound)

    def heard_errors_ms(self) -> list[float]:
        """How far each report within a tone is from what the loudspeaker had come to.

        By the latency that the page had then.
        """
        errors = []
        for report in self.reports:
            span = next((each for each in self.spans if each.turn == report.turn), None)
            index = report.frame - self.heard.first_frame - report.latency_s * self.heard.rate
            settled = SETTLED_S * self.heard.rate
            if span and span.begins + settled < index < span.ends - settled:
                sounding = sample_at(self.heard, span.begins, index)
                errors.append(1000 * (report.samples - sounding) / OUTPUT_SAMPLE_RATE)
        return errors


async def ask_and_hush(ground: Ground, times: int, *, busy: bool) -> Answers:
    """`busy`: with the page's main thread stalled."""
    service = ground.start_service(ground.start_tone(TONE_S))
    scripts = (MOUTH, EAR, HEARD_CLOCK, STALLS)
    browser = await ground.browsers.get()
    async with talk_page(browser, service, *scripts, bypass_csp=True) as talk:
        await talk.start()
        async with stalled(talk.page) if busy else nullcontext():
            for time in range(times):
                await _ask_and_hush(talk, 2 * time + 1)
        heard = await heard_on(talk.page)
        reports = await talk.page.evaluate("() => heardReports")
        passed = await take_passed(service)
        await talk.stop()
    return Answers(heard, _spans(heard, passed, times), [_report(each) for each in reports])


async def _ask_and_hush(talk: TalkPage, turn: int) -> None:
    await talk.type("Sing a long tone.")
    await talk.becomes("agent", "speaking")
    # Not to be in step with anything.
    await asyncio.sleep(random.uniform(LEAST_HEARD_S, MOST_HEARD_S))  # noqa: S311
    await talk.type("hush")
    await talk.finished("model", turn + 1)
    await talk.becomes("agent", "listening")


def _spans(heard: Heard, passed: Passed, times: int) -> list[Span]:
    """Every other tone was interrupted; the ones between tell that all is over."""
    answers, interruptions = passed.answers()[::2], passed.times_of("interrupted")
    assert len(answers) == len(interruptions) == times, (len(answers), len(interruptions))
    spans, at = [], 0
    for number, (answered_ms, interrupted_ms) in enumerate(zip(answers, interruptions, strict=True)):
        begins = heard.sound_from(max(at, heard.index_at(answered_ms)))
        ends = heard.silence_from(begins, SILENCE_S)
        at = heard.silence_from(heard.sound_from(ends + 1), SILENCE_S)
        to_ear = begins - heard.index_at(answered_ms)
        to_silence = ends - heard.index_at(interrupted_ms)
        per_ms = heard.rate / 1000
        spans.append(Span(2 * number + 1, begins, ends, to_ear / per_ms, to_silence / per_ms))
    return spans


def _report(told: dict[str, Any]) -> Report:
    return Report(told["frame"], told["turn"], told["samples"], told["latencyS"])
