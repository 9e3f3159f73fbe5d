"""The model's side of one turn: its speech on the way to the ear, and its words stamped with that speech."""

from __future__ import annotations

from datetime import datetime

from chat.ear import Ear
from chat.transcript import Speaker, Utterance

MAX_CHARS = 100_000
"""Of a reply's words, two hours of speech: a model that never ends must not fill memory and record."""
LAST_REPORT_WITHIN_S = 1.0
"""How long a browser has to say what it had played of an interrupted reply."""


class Reply:
    def __init__(
        self, *, turn: int, sequence: int, started_at: datetime, now: float, spoken: bool = True
    ) -> None:
        """`spoken` false: its words are shown as they come, and no speech is sent."""
        self.turn = turn
        self.sequence = sequence
        self.ear = Ear(turn, now)
        self.interrupted = False
        self.complete = False
        """All of it has come from the model, though its turn may not have ended yet."""
        self.sources: tuple[tuple[str, str], ...] = ()
        """Pages that it is grounded on: title and address."""
        self._spoken = spoken
        self._started_at = started_at
        self._ended_at = started_at
        self._closed_at: float | None = None
        self._chars = 0
        self._fragments: list[tuple[int, str]] = []
        """(samples received before it, words)"""

    @property
    def text(self) -> str:
        return "".join(words for _, words in self._fragments)

    def fitting(self, words: str) -> str:
        """So much of them as the reply has room for."""
        return words[: MAX_CHARS - self._chars]

    def say(self, words: str) -> int:
        """Appends a fragment of the transcription; returns the sample of the turn that it belongs to."""
        at_sample = self.ear.received
        self._chars += len(words)
        self._fragments.append((at_sample, words))
        return at_sample

    def close(self, *, interrupted: bool, ended_at: datetime, now: float) -> None:
        """The model has finished, or was interrupted: no more words or speech belong to this reply."""
        self.interrupted = interrupted
        self._ended_at = ended_at
        self._closed_at = now
        if interrupted:
            self.ear.silence(now)
        else:
            self.ear.end()

    def interrupt_late(self, now: float) -> None:
        """It had been said completely, but not been heard completely."""
        self.interrupted = True
        self._closed_at = now
        self.ear.silence(now)

    def report(self, samples: int, now: float) -> None:
        self.ear.report(samples, now)

    def go_on(self, turn: int, samples: int, now: float) -> None:
        """For a browser that is there again and has played so much of `turn`; 0: it does not say."""
        if turn == 0:
            self.ear.go_on(None, now)
        else:
            self.ear.go_on(samples if self.turn == turn else self.ear.sent if self.turn < turn else 0, now)

    def settled(self, now: float) -> bool:
        """What was heard of it will not change any more.

        The first report after an interruption may have been on its way before the browser knew of it; so all
        the time for a last one is given.
        """
        if self._closed_at is None or self.ear.waiting:
            return False
        if self.interrupted:
            return now - self._closed_at >= LAST_REPORT_WITHIN_S
        return self.ear.heard(now) >= self.ear.received

    def next_due_s(self, now: float) -> float | None:
        """How long until `due` or `settled` can change with time alone."""
        if self._closed_at is not None and self.interrupted:
            return max(0.0, self._closed_at + LAST_REPORT_WITHIN_S - now)
        sending = self.ear.next_due_s(now)
        if sending is None and self._closed_at is not None:
            return LAST_REPORT_WITHIN_S / 4
        return sending

    def utterance(self, now: float) -> Utterance:
        heard = self.ear.heard(now)
        return Utterance(
            sequence=self.sequence,
            turn=self.turn,
            speaker=Speaker.MODEL,
            text=self.text,
            started_at=self._started_at,
            ended_at=self._ended_at,
            interrupted=self.interrupted,
            total_samples=self.ear.received,
            heard_samples=heard,
            heard_chars=self._heard_chars(heard),
            sources=self.sources,
        )

    def _heard_chars(self, heard: int) -> int:
        """A fragment counts as heard once the speech that followed it had begun to be heard."""
        silent = self._spoken and self.interrupted and not self.ear.received
        if heard >= self.ear.received and not self.ear.truncated and not silent:
            return len(self.text)
        return sum(len(words) for at_sample, words in self._fragments if at_sample < heard)
