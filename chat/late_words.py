"""Which words of the person's belong to the question that is being answered, and which were said since."""

from __future__ import annotations

LATE_S = 1.0
"""A transcription so soon after an answer has begun or ended is of what it answers: nobody asks and is
transcribed faster."""


class LateWords:
    """Times are monotonic seconds.

    Transcriptions are late: one that comes within an answer is of what it answers, since whoever speaks ends
    it. Where an answer can't be interrupted, only what comes as it begins is.
    """

    def __init__(self) -> None:
        self.interruptible = True
        self._until = float("-inf")

    def awaited(self, now: float) -> None:
        """An answer begins, or a piece of its question has come late."""
        self._until = now + LATE_S

    def belong(self, now: float) -> bool:
        """What is transcribed now is of what is, or was just, answered."""
        return self.interruptible or now < self._until
