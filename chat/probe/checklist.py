"""The points in their order, their time limits, and what came of each."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum

from chat.errors import UpstreamError
from chat.probe.course import Course, NotTried, PointFailed
from chat.probe.facts import Facts, facts_of
from chat.probe.points.interruption import interruption
from chat.probe.points.push_to_talk import push_to_talk
from chat.probe.points.refusals import bad_key, bad_model
from chat.probe.points.resume import resume
from chat.probe.points.setups import setups
from chat.probe.points.spoken import spoken
from chat.probe.points.tool import tool
from chat.probe.points.typed import typed

LIMIT_S = 40.0
"""Of a point: above the limits of what it awaits, so that those tell what did not come."""

logger = logging.getLogger(__name__)


class State(StrEnum):
    OK = "ok"
    DIFFERS = "differs"
    """It is as it has to be, and yet otherwise than the emulator."""
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Point:
    title: str
    check: Callable[[Course], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    state: State
    sentence: str
    seconds: float = 0.0
    facts: Facts = field(default_factory=dict)


POINTS = (
    Point("setups", setups),
    Point("a typed sentence", typed),
    Point("a spoken sentence", spoken),
    Point("an interruption", interruption),
    Point("a function", tool),
    Point("a resumed session", resume),
    Point("push-to-talk", push_to_talk),
    Point("a bad model", bad_model),
    Point("a bad key", bad_key),
)


async def try_point(point: Point, course: Course, limit_s: float = LIMIT_S) -> Outcome:
    """Within `limit_s` and the time that a connection takes to close, whatever the service does."""
    course.begin_point()
    began = time.monotonic()
    state, sentence = await _state(point, course, limit_s)
    return Outcome(state, sentence, time.monotonic() - began, facts_of(course.seen) | course.facts)


async def _state(point: Point, course: Course, limit_s: float) -> tuple[State, str]:
    try:
        async with asyncio.timeout(limit_s):
            return State.OK, await point.check(course)
    except NotTried as reason:
        return State.SKIPPED, f"Not tried: {reason}."
    except PointFailed as failure:
        return State.FAILED, str(failure)
    except UpstreamError as error:
        return State.FAILED, course.words_of(error)
    except TimeoutError:
        return State.FAILED, f"It was not done within {limit_s:g} s."
    except Exception as fault:  # noqa: BLE001 - what a service sends must not end the probe
        logger.debug("a point failed in an unforeseen way", exc_info=True)
        return State.FAILED, f"What the service sent can't be read: {type(fault).__name__}."
