"""What passed the service's door (tapped.py), in ms of the wall clock."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

from tests.support.service import Service


@dataclass(frozen=True, slots=True)
class Chunk:
    """20 ms of the microphone, received."""

    at_ms: float
    peak: float
    levels: Sequence[float]
    """Of each quarter, the root mean square; 1 is full scale, as of the peak."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A piece of an answer, sent."""

    at_ms: float
    turn: int
    offset: int


@dataclass(frozen=True, slots=True)
class Event:
    at_ms: float
    type: str


@dataclass(frozen=True, slots=True)
class Passed:
    chunks: Sequence[Chunk]
    speech: Sequence[Speech]
    events: Sequence[Event]

    def times_of(self, kind: str) -> list[float]:
        """When events of a type were sent."""
        return [event.at_ms for event in self.events if event.type == kind]

    def answers(self) -> list[float]:
        """When the first speech of each turn was sent."""
        return [speech.at_ms for speech in self.speech if speech.offset == 0]


async def take_passed(service: Service) -> Passed:
    """Since the last time; they are forgotten there."""
    reply = await asyncio.to_thread(service.get, "/passed")
    told = json.loads(reply.body)
    return Passed(
        [Chunk(**each) for each in told["chunks"]],
        [Speech(**each) for each in told["speech"]],
        [Event(**each) for each in told["events"]],
    )
