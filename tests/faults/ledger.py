"""What one caller was told, and what of it broke the protocol."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from chat.protocol.frames import FIRST, HEADER, LAST
from chat.protocol.limits import BYTES_PER_SAMPLE, OUTPUT_SAMPLE_RATE

NEWEST_TURNS = 8


@dataclass(slots=True)
class Line:
    role: str
    text: str = ""
    final: bool = False


class Ledger:
    def __init__(self) -> None:
        self.conversation = ""
        self.last_n = 0
        self.lines: dict[int, Line] = {}
        """What is shown, by sequence."""
        self.stored: set[int] = set()
        self.faults: list[str] = []
        self.codes: Counter[str] = Counter()
        """Of the errors and upstream notices."""
        self.dropped_ms = 0
        self.resumed = 0
        self.turns_billed = 0
        self.without_model_s: list[float] = []
        """How long each loss of the model's side lasted, as the page would show it."""
        self._without_model_since = 0.0
        self._received: dict[int, int] = {}
        self._heard: dict[int, int] = {}
        """Samples of each of the newest turns, which came and were played."""

    @property
    def shown(self) -> int:
        return max(self.lines, default=0)

    def played(self) -> dict[str, int]:
        return {str(turn): samples for turn, samples in self._heard.items()}

    def note(self, event: dict[str, Any]) -> None:
        self._count(event)
        match event:
            case {"type": "ready"}:
                self.conversation = event["conversation"]
                self.resumed += bool(event.get("resumed"))
            case {"type": "snapshot"}:
                for each in event["utterances"]:
                    self.lines[each["sequence"]] = Line(each["role"], each["text"], final=True)
            case {"type": "caption"}:
                line = self.lines.setdefault(event["sequence"], Line(event["role"]))
                line.text += event["text"]
                line.final = line.final or event["final"]
            case {"type": "state"}:
                self._note_link(event["link"])
            case {"type": "stored"}:
                self.stored.add(event["sequence"])
            case {"type": "usage"}:
                self.turns_billed += 1
            case {"type": "ack"}:
                self.dropped_ms = event["dropped_ms"]
            case {"type": "interrupted"}:
                self._received.pop(event["turn"], None)
            case {"type": "error"} | {"type": "upstream"}:
                self.codes[event["code"]] += 1

    def hear(self, frame: bytes) -> None:
        """Speech that comes again after a resume is passed over; a hole is a fault."""
        _, flags, turn, offset = HEADER.unpack_from(frame)
        samples = (len(frame) - HEADER.size) // BYTES_PER_SAMPLE
        received = self._received.get(turn, 0)
        if offset > received and not flags & FIRST and not (flags & LAST and not samples):
            self.faults.append(f"speech of turn {turn} has a hole at {received}")
        self._received[turn] = max(received, offset + samples)
        self._heard.setdefault(turn, 0)
        while len(self._received) > NEWEST_TURNS:
            oldest = next(iter(self._received))
            del self._received[oldest]
            self._heard.pop(oldest, None)

    def play(self, for_s: float) -> list[tuple[int, int]]:
        """What is heard in so long: the turns in which that made progress, and how far."""
        progress = []
        left = int(for_s * OUTPUT_SAMPLE_RATE)
        for turn, received in self._received.items():
            here = min(left, received - self._heard.get(turn, 0))
            if here > 0:
                self._heard[turn] = self._heard.get(turn, 0) + here
                left -= here
                progress.append((turn, self._heard[turn]))
        return progress

    def _note_link(self, link: str) -> None:
        if link == "reconnecting" and not self._without_model_since:
            self._without_model_since = time.monotonic()
        elif link == "live" and self._without_model_since:
            self.without_model_s.append(time.monotonic() - self._without_model_since)
            self._without_model_since = 0.0

    def _count(self, event: dict[str, Any]) -> None:
        """Events grow by one; another process may begin anywhere, with `snapshot` or `ready`."""
        n = event["n"]
        begins = event["type"] in ("snapshot", "ready") and n > self.last_n or event["type"] == "error"
        if self.last_n and n != self.last_n + 1 and not begins:
            self.faults.append(f"event {n} ({event['type']}) came after {self.last_n}")
        self.last_n = n
