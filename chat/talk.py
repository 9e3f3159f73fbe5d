"""One recorded conversation: the live session beside its row and its transcript, begun and ended together."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TypeVar, cast

from django.conf import settings

from chat.boundary import internal_error
from chat.configuration import configured_setup, open_upstream
from chat.errors import ChatError, StorageUnavailable, UpstreamError
from chat.gemini.upstream import Upstream
from chat.people.owners import Owner
from chat.protocol.commands import Modality
from chat.protocol.events import Event
from chat.protocol.frames import Speech
from chat.records.opening import open_conversation
from chat.records.writer import TranscriptWriter
from chat.session import LiveSession
from chat.transcript import Outcome

E = TypeVar("E", bound=BaseException)

logger = logging.getLogger(__name__)


class Ended(Exception):
    """Raised beside the session to end the talk, with an error where the person should be told."""

    def __init__(self, outcome: Outcome, error: ChatError | None = None) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome
        self.error = error


class Talk:
    """`emit` takes what the browser shall get; `on_ready` is called once the model's side has answered."""

    def __init__(
        self,
        owner: Owner,
        *,
        modality: Modality,
        keep: bool,
        emit: Callable[[Event | Speech], None],
        on_ready: Callable[[], None],
        on_stored: Callable[[int], None],
    ) -> None:
        self.id = uuid.uuid4()
        self._owner = owner
        self._modality = modality
        self._keep = keep
        self._on_ready = on_ready
        self._setup = configured_setup(modality)
        self._writer = TranscriptWriter(self.id, kept=keep, on_stored=on_stored)
        self.session = LiveSession(
            self._connection(),
            emit=emit,
            store=self._writer.put,
            speech_wanted=modality is Modality.AUDIO,
        )

    async def run(self, *companions: Coroutine[None, None, None]) -> None:
        """Runs session, writer and companions together until the first of them ends or fails.

        Returns when all of it is closed and stored. Raises the ChatError by which the talk ended, if one did.
        """
        outcome, error = Outcome.SHUTDOWN, None
        try:
            outcome, error = await self._until_one_ends(companions)
        finally:
            code = error.code if error else ""
            await self._writer.finish(self.session.summary(outcome, code))
            logger.info("conversation %s: ended %s %s", self.id.hex, outcome.value, code)
        if error is not None:
            raise error

    async def _until_one_ends(
        self, companions: tuple[Coroutine[None, None, None], ...]
    ) -> tuple[Outcome, ChatError | None]:
        outcome, error = Outcome.FAILED, None
        try:
            async with asyncio.TaskGroup() as tasks:
                for companion in companions:
                    tasks.create_task(companion)
                await self._open_row()
                tasks.create_task(self._writer.run(), name="writer")
                tasks.create_task(self.session.run(), name="session")
        except* Ended as group:
            ended = first_of(group)
            outcome, error = ended.outcome, ended.error
        except* ChatError as group:
            error = first_of(group)
            outcome = _outcome_of(error)
        except* Exception as group:  # noqa: BLE001 - the boundary: whatever failed, the person gets words
            error = internal_error(first_of(group))
        return outcome, error

    async def _open_row(self) -> None:
        await open_conversation(
            conversation=self.id,
            owner_user_id=self._owner.user_id,
            guest=self._owner.guest,
            model=self._setup.model,
            modality=self._modality.value,
            endpoint=settings.LIVECHAT_ENDPOINT,
            assistant="",
            kept=self._keep,
        )

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Upstream]:
        async with open_upstream(self._setup) as upstream:
            self._on_ready()
            yield upstream


def first_of(group: BaseExceptionGroup[E]) -> E:
    """The error that ended a group; what followed from it is passed over."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return cast(E, error)


def _outcome_of(error: ChatError) -> Outcome:
    match error:
        case UpstreamError():
            return Outcome.UPSTREAM
        case StorageUnavailable():
            return Outcome.STORAGE
        case _:
            return Outcome.REFUSED
