"""How a talk stands, kept for whoever has to go on with it should this process be gone."""

from __future__ import annotations

import asyncio
import time
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
        self._kept: Standing | None = None
        self._kept_at = time.monotonic()
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
        self._kept, self._kept_at = self.standing(), time.monotonic()
        self._store(self._kept)

    def look(self) -> None:
        """Keeps it where it has changed; its counters do all the time."""
        standing = self.standing()
        due = time.monotonic() - self._kept_at >= COUNTERS_EVERY_S and standing != self._kept
        if due or self._kept is None or standing.facts != self._kept.facts:
            self.keep()

    async def run(self) -> None:
        """Until cancelled."""
        self._kept = self.standing()
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            self.look()

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
