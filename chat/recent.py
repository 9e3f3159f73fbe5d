"""The newest of what was said in a talk, as it stands: for a page that shows nothing yet."""

from __future__ import annotations

from collections.abc import Iterable

from chat.protocol.events import Shown, Snapshot
from chat.transcript import Speaker, Utterance

MAX_UTTERANCES = 200
MAX_CHARS = 200_000


class Recent:
    """By sequence; what comes again replaces what it was. The oldest are forgotten."""

    def __init__(self, utterances: Iterable[Utterance] = ()) -> None:
        self._said: dict[int, Utterance] = {}
        self._chars = 0
        for utterance in utterances:
            self.add(utterance)

    def add(self, utterance: Utterance) -> None:
        before = self._said.get(utterance.sequence)
        self._chars += len(utterance.text) - (len(before.text) if before else 0)
        self._said[utterance.sequence] = utterance
        while len(self._said) > MAX_UTTERANCES or (self._chars > MAX_CHARS and len(self._said) > 1):
            oldest = self._said.pop(next(iter(self._said)))
            self._chars -= len(oldest.text)

    def snapshot(self, drafts: Iterable[Utterance]) -> Snapshot:
        """With what is being said, as far as it has come."""
        said = self._said | {draft.sequence: draft for draft in drafts}
        return Snapshot([_shown(said[sequence]) for sequence in sorted(said)])


def _shown(utterance: Utterance) -> Shown:
    return Shown(
        sequence=utterance.sequence,
        turn=utterance.turn,
        role=utterance.speaker.value,
        text=utterance.text,
        typed=utterance.typed,
        interrupted=utterance.interrupted,
        heard_chars=utterance.heard_chars if utterance.speaker is Speaker.MODEL else len(utterance.text),
    )
