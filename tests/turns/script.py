"""A model's messages played to a TurnTracker on a clock that the test moves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from chat.gemini.wire import ServerMessage
from chat.protocol.frames import Speech
from chat.protocol.limits import OUTPUT_SAMPLE_RATE
from chat.transcript import Utterance
from chat.turns import Output, TurnTracker

STARTED_AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

T = TypeVar("T")


def speech(seconds: float) -> bytes:
    return b"\x01\x00" * round(seconds * OUTPUT_SAMPLE_RATE)


class Script:
    def __init__(self, **options: Any) -> None:
        self.now = 100.0
        self.outputs: list[Output] = []
        self.tracker = TurnTracker(started_at=STARTED_AT, now=self.now, **options)

    def model(self, **fields: Any) -> list[Output]:
        return self._add(self.tracker.receive(ServerMessage(**fields), self.now))

    def typed(self, text: str) -> list[Output]:
        return self._add(self.tracker.typed(text, self.now))

    def interrupt(self) -> list[Output]:
        return self._add(self.tracker.interrupt(self.now))

    def played(self, turn: int, seconds: float) -> list[Output]:
        return self._add(self.tracker.played(turn, round(seconds * OUTPUT_SAMPLE_RATE), self.now))

    def wait(self, seconds: float) -> list[Output]:
        self.now += seconds
        return self._add(self.tracker.due(self.now))

    def left(self) -> None:
        self.tracker.left(self.now)

    def joined(self, turn: int, seconds: float) -> list[Output]:
        return self._add(self.tracker.joined(turn, round(seconds * OUTPUT_SAMPLE_RATE), self.now))

    def give_up_unheard(self) -> list[Output]:
        return self._add(self.tracker.give_up_unheard(self.now))

    def close(self) -> list[Output]:
        return self._add(self.tracker.close(self.now))

    def all(self, kind: type[T]) -> list[T]:
        return [output for output in self.outputs if isinstance(output, kind)]

    def utterances(self) -> list[Utterance]:
        """The newest version of each, by sequence."""
        newest = {utterance.sequence: utterance for utterance in self.all(Utterance)}
        return [newest[sequence] for sequence in sorted(newest)]

    def sent_s(self) -> float:
        """Seconds of speech that went to the browser."""
        return sum(len(frame.pcm) for frame in self.all(Speech)) / 2 / OUTPUT_SAMPLE_RATE

    def _add(self, outputs: list[Output]) -> list[Output]:
        self.outputs += outputs
        return outputs
