"""How a talk stands, kept for whoever has to go on with it should this process be gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from chat.assistants.choosing import Chosen
from chat.leases.standing import Standing
from chat.session import LiveSession
from chat.tools.caller import Client

LOOK_EVERY_S = 1.0
COUNTERS_EVERY_S = 10.0
"""They grow all the time."""
MAX_TEXTS = 50


class Keeping:
    """`store` takes standings; it may not wait."""

    def __init__(
        self,
        session: LiveSession,
        client: Client,
        current: Callable[[], Chosen],
        store: Callable[[Standing], None],
        texts: Mapping[str, int],
        confirmed: int,
    ) -> None:
        self._session = session
        self._client = client
        self._current = current
        self._store = store
        self.confirmed = confirmed
        """The browser is known to have a token of this generation."""
        self._texts = dict(texts)
        """Ids of the newest typed messages that were taken, and their utterances."""

    def taken(self, reference: str) -> int | None:
        """The utterance of a typed message that has been taken."""
        return self._texts.get(reference)

    def take(self, reference: str, sequence: int) -> None:
        self._texts[reference] = sequence
        while len(self._texts) > MAX_TEXTS:
            del self._texts[next(iter(self._texts))]
        self.keep()

    def keep(self) -> None:
        self._store(self.standing())

    async def run(self) -> None:
        """Until cancelled."""
        kept, age_s = self.standing(), 0.0
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            age_s += LOOK_EVERY_S
            standing = self.standing()
            if standing != kept and (age_s >= COUNTERS_EVERY_S or standing.facts != kept.facts):
                self._store(standing)
                kept, age_s = standing, 0.0

    def standing(self) -> Standing:
        past, current = self._session.past(), self._current()
        return Standing(
            assistant=current.slug,
            modality=current.modality.value,
            lang=self._client.language,
            time_zone=self._client.time_zone,
            tools=sorted(self._client.tools),
            handle=past.handle,
            known=past.known,
            turn=past.turn,
            sequence=past.sequence,
            answering=past.answering,
            confirmed=self.confirmed,
            texts=dict(self._texts),
            turns=past.counts.turns,
            microphone_ms=past.counts.microphone_ms,
            dropped_ms=past.counts.dropped_ms,
            pictures=past.counts.pictures,
            speech_ms=past.counts.speech_ms,
        )
