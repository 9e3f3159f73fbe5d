"""One recorded conversation: the live session beside its row and its transcript, begun and ended together."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace

from django.conf import settings

from chat.accounting import Accounting
from chat.assistants.choosing import Chosen
from chat.assistants.switch import Switch
from chat.boundary import first_of, internal_error
from chat.configuration import open_upstream
from chat.errors import (
    ChatError,
    Forbidden,
    LimitReached,
    StorageUnavailable,
    Superseded,
    UpstreamError,
    superseded,
)
from chat.gemini.setup import LiveSetup
from chat.gemini.upstream import Upstream
from chat.keeping import Keeping
from chat.leases.claim import Claimed
from chat.leases.heart import Notice, heart
from chat.past import Past
from chat.people.limits import talk_limits
from chat.people.owners import Owner
from chat.protocol.commands import Modality
from chat.protocol.events import Caption, Event, Role, Snapshot, Turn
from chat.protocol.frames import Speech
from chat.recent import Recent
from chat.records.opening import open_conversation
from chat.records.writer import TranscriptWriter
from chat.session import LiveSession
from chat.tools.caller import Client
from chat.tools.runner import ToolRunner
from chat.transcript import Outcome, Speaker, Utterance

NO_CLIENT = Client()

logger = logging.getLogger(__name__)


class Released(Exception):
    """Raised beside the session where another process may go on with the talk; `error` is for the browser."""

    def __init__(self, error: ChatError) -> None:
        super().__init__(error.code)
        self.error = error


class Ended(Exception):
    """Raised beside the session to end the talk, with an error where the person should be told."""

    def __init__(self, outcome: Outcome, error: ChatError | None = None) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome
        self.error = error


class Talk:
    """`emit` takes what the browser shall get; `on_ready` is called once the model's side has answered.

    `claimed` is a talk that another process has begun, `past` what it left. One that is not `resumable` has a
    browser that can't come back.
    """

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
        claimed: Claimed | None = None,
        past: Past | None = None,
        resumable: bool = True,
    ) -> None:
        self._resumable = resumable
        self.id = claimed.conversation if claimed else uuid.uuid4()
        self.owner = owner
        self.generation = claimed.generation if claimed else 1
        self.kept = keep
        self.client = client
        self._claimed = claimed
        self._assistant = assistant
        self._emit = emit
        self._on_ready = on_ready
        self.tools = ToolRunner(self.id, owner, client, emit)
        self._setup = self.tools.offer(assistant.setup)
        self._switch = Switch(self.id, assistant, change=self.change, emit=emit)
        self._writer = TranscriptWriter(self.id, generation=self.generation, kept=keep, on_stored=on_stored)
        self._accounting = Accounting(talk_limits(), store=self._writer.put, emit=emit)
        if claimed is not None:
            self._accounting.go_on(claimed.bills, claimed.standing.turns, claimed.elapsed_s)
        self.begun = claimed is not None
        """The browser has been told that it can talk."""
        self._over = False
        self._absent = False
        """The rows tell that the browser is away."""
        self._recent = Recent(claimed.utterances if claimed else ())
        self._notices: asyncio.Queue[Notice] = asyncio.Queue()
        self.session = LiveSession(
            self._connect,
            emit=self._tell,
            store=self._store,
            bill=self._accounting.bill,
            on_live=self._begin,
            tools=self.tools,
            speech_wanted=assistant.modality is Modality.AUDIO,
            stalled_after_s=settings.LIVECHAT_STALLED_AFTER_S,
            past=past,
        )
        self._keeping = Keeping(
            self.session,
            client,
            lambda: self._switch.current,
            self._writer.put,
            claimed.standing.texts if claimed else {},
            claimed.standing.confirmed if claimed else 0,
        )
        self._cut(claimed.utterances if claimed else ())
        self._adapt()

    async def run(self, *companions: Coroutine[None, None, None]) -> ChatError | None:
        """Runs session, writer and companions together until the first of them ends or fails.

        Returns when all of it is closed and stored: the error by which the talk ended, if one did.
        """
        ended: tuple[Outcome | None, ChatError | None] | None = None
        try:
            ended = await self._until_one_ends(companions)
        finally:
            self._over = True
            # Cancelled: this process stops.
            outcome, error = ended or (self._let_go(), None)
            if outcome is None:
                self._keeping.keep()
                await self._writer.release()
            else:
                code = error.code if error else ""
                await self._writer.finish(self._accounting.account(self.session.summary(outcome, code)))
            logger.info(
                "conversation %s: %s %s",
                self.id.hex,
                f"ended {outcome.value}" if outcome else "released",
                error.code if error else "",
            )
        return error

    def _let_go(self) -> Outcome | None:
        """The outcome of a talk that this process lets go of: none where another one may go on with it."""
        return None if self.begun and self._resumable else Outcome.SHUTDOWN

    async def _until_one_ends(
        self, companions: tuple[Coroutine[None, None, None], ...]
    ) -> tuple[Outcome | None, ChatError | None]:
        """No outcome: the talk goes on, elsewhere."""
        outcome: Outcome | None = Outcome.FAILED
        error = None
        try:
            async with asyncio.TaskGroup() as tasks:
                for companion in companions:
                    tasks.create_task(companion)
                await self._open_row()
                tasks.create_task(self._hold(), name="lease")
                tasks.create_task(self._writer.run(), name="writer")
                tasks.create_task(self._keeping.run(), name="keeping")
                tasks.create_task(self._switch.run(), name="switch")
                tasks.create_task(self.tools.run(self.session), name="tools")
                tasks.create_task(self.session.run(), name="session")
                tasks.create_task(
                    self._accounting.run(self.session.hush, self.session.quiet), name="accounting"
                )
        except* Released as released:
            outcome, error = self._let_go(), first_of(released).error
        except* Superseded as fenced:
            outcome, error = None, first_of(fenced)
        except* Ended as group:
            ended = first_of(group)
            outcome, error = ended.outcome, ended.error
        except* ChatError as group:
            error = first_of(group)
            outcome = _outcome_of(error)
        except* Exception as group:  # noqa: BLE001 - the boundary: whatever failed, the person gets words
            error = internal_error(first_of(group))
        return outcome, error

    async def price(self) -> None:
        """At the prices of today. Raises StorageUnavailable, LimitReached."""
        await self._accounting.price(self._setup.model)

    async def _open_row(self) -> None:
        if self._claimed is not None:
            return
        await self.price()
        await open_conversation(
            conversation=self.id,
            owner_user_id=self.owner.user_id,
            guest=self.owner.guest,
            model=self._setup.model,
            modality=self._assistant.modality.value,
            endpoint=settings.LIVECHAT_ENDPOINT,
            assistant=self._assistant.name,
            kept=self.kept,
            currency=self._accounting.currency,
            standing=self._keeping.standing(),
        )

    async def _hold(self) -> None:
        """Raises what the rows want of this talk."""
        with heart.hold(self.id, self.generation, self._notices.put_nowait):
            match await self._notices.get():
                case Notice.WANTED | Notice.LOST:
                    raise Released(superseded())
                case Notice.ENDED:
                    raise Ended(
                        Outcome.ENDED,
                        Forbidden("ended_by_operator", "An administrator has ended this conversation."),
                    )
                case Notice.FORBIDDEN:
                    raise Ended(
                        Outcome.REFUSED, Forbidden("no_longer_allowed", "You may not talk here any more.")
                    )

    def read(self, text: str, reference: str) -> None:
        """Typed words, once for each `reference`: one that comes again is answered as the first was."""
        sequence = self._keeping.taken(reference)
        if sequence is None:
            self._keeping.take(reference, self.session.read(text, reference))
        else:
            self._emit(Caption(Role.USER, self.session.turn, sequence, "", final=True, ref=reference))

    def confirm(self) -> None:
        """The browser has a token of this generation."""
        if self._keeping.confirmed != self.generation and not self._over:
            self._keeping.confirmed = self.generation
            self._keeping.keep()

    def left(self) -> None:
        """The browser is gone, perhaps for a moment."""
        self.session.left()

    def note_absence(self) -> None:
        """It stays away: the rows tell so until it has `joined`."""
        if not self._over:
            self._writer.detached()
            self._absent = True

    def joined(self, turn: int, samples: int) -> None:
        """A browser is there again, which has played so much of `turn`; 0: it does not say."""
        self.session.joined(turn, samples)
        if self._absent and not self._over:
            self._writer.attached()
            self._absent = False

    def snapshot(self) -> Snapshot:
        return self._recent.snapshot(self.session.drafts())

    def _store(self, utterance: Utterance) -> None:
        self._recent.add(utterance)
        self._writer.put(utterance)
        # Both in one transaction.
        self._keeping.look()

    def _cut(self, utterances: Iterable[Utterance]) -> None:
        """What the process before this one was saying when it ended."""
        for each in utterances:
            unheard = each.speaker is Speaker.MODEL and each.heard_samples < each.total_samples
            if unheard and not each.interrupted:
                self._store(replace(each, interrupted=True))

    def _tell(self, item: Event | Speech) -> None:
        self._emit(item)
        if isinstance(item, Turn) and item.complete:
            self._accounting.turn_completed()
            self._keeping.keep()

    def _begin(self) -> None:
        self.begun = True
        self._accounting.begin()
        if self._claimed is not None:
            return
        self._on_ready()
        self._emit(self._assistant.event())
        if self._assistant.greeting:
            self.session.prompt(self._assistant.greeting)

    @property
    def assistant(self) -> Chosen:
        """Who answers, or will in a moment."""
        return self._switch.current

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
        self.session.adapt(
            push_to_talk=setup.push_to_talk,
            may_stay_silent=setup.may_stay_silent,
            interruptible=setup.interruptible,
        )

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
