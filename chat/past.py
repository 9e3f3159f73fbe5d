"""What a talk has behind it when a process goes on with one that another began."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from chat.transcript import Speaker, Utterance


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a whole talk so far, as Summary has them."""

    turns: int = 0
    microphone_ms: int = 0
    dropped_ms: int = 0
    pictures: int = 0
    speech_ms: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    handle: str = ""
    """Restores what the model's side knows; "" where there is none."""
    known: int = 0
    """Utterances up to this sequence are known to the handle."""
    turn: int = 0
    """The last there has been; 0 for a talk that begins."""
    sequence: int = 0
    """The last that was given to an utterance."""
    answering: int = 0
    """The utterance of an answer that had not come completely, 0 for none."""
    counts: Counts = field(default_factory=Counts)
    utterances: tuple[Utterance, ...] = ()

    @property
    def begun(self) -> bool:
        return self.turn > 0

    def said(self) -> Iterable[tuple[Utterance, bool]]:
        """What the model has to know, in order, and whether it waits for an answer."""
        answered = max((each.sequence for each in self._spoken(Speaker.MODEL)), default=0)
        cut = next((each.turn for each in self.utterances if each.sequence == self.answering), None)
        for each in self._spoken(Speaker.USER, Speaker.MODEL):
            if each.sequence != self.answering:
                open_still = each.sequence > answered or each.turn == cut
                yield each, each.speaker is Speaker.USER and open_still

    def _spoken(self, *speakers: Speaker) -> Iterable[Utterance]:
        return (
            each
            for each in self.utterances
            if each.speaker in speakers and each.text and each.sequence != self.answering
        )
