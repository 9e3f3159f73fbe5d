"""One recorded conversation: the live session beside its row and its transcript, begun and ended together."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

from django.conf import settings

from chat.accounting import Accounting
from chat.assistants.choosing import Chosen
from chat.assistants.switch import Switch
from chat.boundary import first_of, internal_error
from chat.configuration import open_upstream
from chat.errors import ChatError, LimitReached, StorageUnavailable, UpstreamError
from chat.gemini.setup import LiveSetup
from chat.gemini.upstream import Upstream
from chat.people.limits import talk_limits
from chat.people.owners import Owner
from chat.protocol.commands import Modality
from chat.protocol.events import Event, Turn
from chat.protocol.frames import Speech
from chat.records.opening import open_conversation
from chat.records.writer import TranscriptWriter
from chat.session import LiveSession
from chat.tools.caller import Client
from chat.tools.runner import ToolRunner
from chat.transcript import Outcome

NO_CLIENT = Client()

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
        assistant: Chosen,
        keep: bool,
        client: Client = NO_CLIENT,
        emit: Callable[[Event | Speech], None],
        on_ready: Callable[[], None],
        on_stored: Callable[[int], None],
    ) -> None:
        self.id = uuid.uuid4()
        self._owner = owner
        self._assistant = assistant
        self._keep = keep
        self._emit = emit
        self._on_ready = on_ready
        self.tools = ToolRunner(self.id, owner, client, emit)
        self._setup = self.tools.offer(assistant.setup)
        self._switch = Switch(self.id, assistant, change=self.change, emit=emit)
        self._writer = TranscriptWriter(self.id, kept=keep, on_stored=on_stored)
        self._accounting = Accounting(talk_limits(), store=self._writer.put, emit=emit)
        self.session = LiveSession(
            self._connect,
            emit=self._tell,
            store=self._writer.put,
            bill=self._accounting.bill,
            on_live=self._begin,
            tools=self.tools,
            speech_wanted=assistant.modality is Modality.AUDIO,
            stalled_after_s=settings.LIVECHAT_STALLED_AFTER_S,
        )
        self._adapt()

    async def run(self, *companions: Coroutine[None, None, None]) -> None:
        """Runs session, writer and companions together until the first of them ends or fails.

        Returns when all of it is closed and stored. Raises the ChatError by which the talk ended, if one did.
        """
        outcome, error = Outcome.SHUTDOWN, None
        try:
            outcome, error = await self._until_one_ends(companions)
        finally:
            code = error.code if error else ""
            await self._writer.finish(self._accounting.account(self.session.summary(outcome, code)))
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
                tasks.create_task(self._switch.run(), name="switch")
                tasks.create_task(self.tools.run(self.session), name="tools")
                tasks.create_task(self.session.run(), name="session")
                tasks.create_task(
                    self._accounting.run(self.session.hush, self.session.quiet), name="accounting"
                )
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
        await self._accounting.price(self._setup.model)
        await open_conversation(
            conversation=self.id,
            owner_user_id=self._owner.user_id,
            guest=self._owner.guest,
            model=self._setup.model,
            modality=self._assistant.modality.value,
            endpoint=settings.LIVECHAT_ENDPOINT,
            assistant=self._assistant.name,
            kept=self._keep,
            currency=self._accounting.currency,
        )

    def _tell(self, item: Event | Speech) -> None:
        self._emit(item)
        if isinstance(item, Turn) and item.complete:
            self._accounting.turn_completed()

    def _begin(self) -> None:
        self._on_ready()
        self._emit(self._assistant.event())
        self._accounting.begin()
        if self._assistant.greeting:
            self.session.prompt(self._assistant.greeting)

    @property
    def push_to_talk(self) -> bool:
        """Of the assistant that the person talks with; the connection follows in a moment."""
        return self._setup.push_to_talk

    def switch(self, assistant: str) -> None:
        """Goes on with another assistant, by its slug; what came of it is told by an event."""
        self._switch.ask(assistant)

    def change(self, setup: LiveSetup) -> None:
        """Goes on with another voice or instruction, by a connection that resumes this one."""
        self._setup = self.tools.offer(setup)
        self.session.renew()

    def _adapt(self) -> None:
        setup = self._setup
        self.session.adapt(push_to_talk=setup.push_to_talk, may_stay_silent=setup.may_stay_silent)

    @asynccontextmanager
    async def _connect(self, handle: str) -> AsyncIterator[Upstream]:
        await self._accounting.price(self._setup.model)
        self._adapt()
        async with open_upstream(self._setup, handle) as upstream:
            yield upstream


def _outcome_of(error: ChatError) -> Outcome:
    match error:
        case UpstreamError():
            return Outcome.UPSTREAM
        case LimitReached():
            return Outcome.LIMIT
        case StorageUnavailable():
            return Outcome.STORAGE
        case _:
            return Outcome.REFUSED
