"""The talks of this process, each running by itself, whether a browser is there or not."""

from __future__ import annotations

import asyncio
from uuid import UUID

from django.conf import settings

from chat.assistants.choosing import Chosen, choose
from chat.browser import Browser
from chat.errors import ChatError, draining, not_yours, resume_refused
from chat.leases.claim import Claimed, claim, end_claimed, give_back
from chat.leases.token import Pass, make_token, read_token
from chat.outbox import Outbox
from chat.past import Counts, Past
from chat.people.owners import Owner
from chat.presence import Presence
from chat.protocol import commands
from chat.protocol.commands import Modality
from chat.protocol.events import Ready, Stored
from chat.protocol.limits import public_limits
from chat.talk import Released, Talk
from chat.tools.caller import Client

MOST_AHEAD = 10_000
"""Numbers beyond the last stored that a browser is believed to have seen."""


class Running:
    """One talk, with the place of its browser. The first `ready` is told once the model has answered."""

    def __init__(
        self,
        outbox: Outbox,
        owner: Owner,
        *,
        keep: bool,
        assistant: Chosen,
        client: Client,
        claimed: Claimed | None = None,
        past: Past | None = None,
    ) -> None:
        self._count = 0
        """Of the tokens given out in this generation."""
        self._confirmed = Pass(claimed.standing.confirmed if claimed else 0, 0)
        """The newest token that the browser is known to have."""
        self._ready_n = 0
        self._heard = claimed is None
        """Chunks of its browser's have come to this process: elsewhere others were counted."""
        self.talk = Talk(
            owner,
            assistant=assistant,
            keep=keep,
            client=client,
            emit=outbox.put,
            on_ready=self._tell_ready,
            on_stored=self._stored,
            claimed=claimed,
            past=past,
        )
        self.presence = Presence(self.talk, outbox)

    def _stored(self, sequence: int) -> None:
        """A browser is promised only what is whole."""
        if not self.talk.session.is_draft(sequence):
            self.presence.outbox.put(Stored(sequence))

    def require(self, claimant: Owner | None, token: str) -> None:
        """Raises ProtocolError or Forbidden for who may not come back to it."""
        shown = read_token(self.talk.id, token)
        # A token's successor may never have arrived: it counts until one does.
        if shown is None or not self._confirmed <= shown <= Pass(self.talk.generation, self._count):
            raise resume_refused()
        if claimant not in (None, self.talk.owner):
            raise not_yours()

    def join(self, browser: Browser, resume: commands.Resume) -> None:
        """Tells a browser that comes back what it has missed, and goes on.

        Its presence attends it in the same turn of the loop: the loss of the socket before it may be noticed
        at any moment, and is the talk's own until then.
        """
        talk, outbox = self.talk, self.presence.outbox
        browser.outbox = outbox
        if not outbox.attach(browser.send, resume.last_n):
            outbox.put(talk.snapshot())
        self._tell_ready(resumed=True, microphone=talk.session.last_chunk if self._heard else None)
        self._heard = True
        outbox.put(talk.assistant.event())
        turn = _last_turn(resume)
        talk.joined(turn, resume.played.get(str(turn), 0))

    def acknowledged(self, n: int) -> None:
        """Every event up to number `n` has arrived."""
        self.presence.outbox.acknowledge(n)
        if n >= self._ready_n:
            self._confirmed = Pass(self.talk.generation, self._count)
            self.talk.confirm()

    def _tell_ready(self, *, resumed: bool = False, microphone: int | None = None) -> None:
        self._count += 1
        talk, outbox = self.talk, self.presence.outbox
        outbox.put(
            Ready(
                conversation=talk.id.hex,
                token=make_token(talk.id, talk.generation, self._count),
                limits=public_limits(),
                model=talk.assistant.setup.model,
                endpoint=settings.LIVECHAT_ENDPOINT,
                modality=talk.assistant.modality,
                kept=talk.kept,
                resumed=resumed,
                microphone=microphone,
            )
        )
        self._ready_n = outbox.n


class Talks:
    def __init__(self) -> None:
        self._running: dict[UUID, tuple[Running, asyncio.Task[None]]] = {}
        self._draining = False

    def begin(self, running: Running) -> None:
        """Runs it to its end."""
        talk = running.talk
        task = asyncio.create_task(self._run(running), name=f"talk {talk.id.hex}")
        self._running[talk.id] = running, task
        if self._draining:
            running.presence.leave(Released(draining()))

    def find(self, conversation: str) -> Running | None:
        """By its public id."""
        try:
            running, _task = self._running[UUID(conversation)]
        except (KeyError, ValueError):
            return None
        return running

    async def release_all(self) -> None:
        """This process stops: lets go of every talk, so that another one can go on with it."""
        self._draining = True
        there_are = list(self._running.values())
        for running, _task in there_are:
            running.presence.leave(Released(draining()))
        await asyncio.gather(*(task for _, task in there_are), return_exceptions=True)

    async def _run(self, running: Running) -> None:
        error: ChatError | None = draining()
        try:
            error = await running.talk.run(running.presence.run())
        finally:
            running.presence.over(error)
            if self.find(running.talk.id.hex) is running:
                del self._running[running.talk.id]


talks = Talks()


async def begin(browser: Browser, owner: Owner, hello: commands.Hello) -> Running:
    """A new talk. Raises ChatError where there can't be one."""
    running = Running(
        browser.outbox,
        owner,
        keep=hello.keep,
        assistant=await choose(hello.assistant, hello.modality, hello.lang),
        client=Client(hello.lang, hello.time_zone, frozenset(hello.tools)),
    )
    talks.begin(running)
    return running


async def come_back(claimant: Owner | None, resume: commands.Resume) -> Running:
    """The talk, of this process or of any other. Raises ChatError where it is over, or not theirs.

    `claimant` is who comes, None: whoever has the token.
    """
    running = talks.find(resume.conversation)
    if running is not None and running.presence.leaving:
        await running.presence.ended()
        running = None
    if running is None:
        return await _take_over(claimant, resume)
    running.require(claimant, resume.token)
    return running


async def _take_over(claimant: Owner | None, resume: commands.Resume) -> Running:
    claimed = await claim(resume.conversation, resume.token, claimant)
    try:
        running = await _gone_on(claimed, resume)
    except ChatError as error:
        await end_claimed(claimed, error)
        raise
    except asyncio.CancelledError:
        give_back(claimed)
        raise
    talks.begin(running)
    return running


async def _gone_on(claimed: Claimed, resume: commands.Resume) -> Running:
    standing = claimed.standing
    running = Running(
        Outbox(generation=claimed.generation),
        claimed.owner,
        keep=claimed.kept,
        assistant=await choose(standing.assistant, Modality(standing.modality), standing.lang),
        client=Client(standing.lang, standing.time_zone, frozenset(standing.tools)),
        claimed=claimed,
        past=_past(claimed, resume),
    )
    await running.talk.price()
    return running


def _past(claimed: Claimed, resume: commands.Resume) -> Past:
    """Numbers go on after those that the browser has seen, stored or not."""
    standing, said = claimed.standing, claimed.utterances
    turn = max([standing.turn, *(each.turn for each in said)])
    sequence = max([standing.sequence, *(each.sequence for each in said)])
    return Past(
        handle=standing.handle,
        known=standing.known,
        # One more may have begun that neither the rows nor the browser's report tell of.
        turn=1 + max(turn, min(_last_turn(resume), turn + MOST_AHEAD)),
        sequence=max(sequence, min(resume.sequence, sequence + MOST_AHEAD)),
        answering=standing.answering,
        counts=Counts(
            standing.turns, standing.microphone_ms, standing.dropped_ms, standing.pictures, standing.speech_ms
        ),
        utterances=said,
    )


def _last_turn(resume: commands.Resume) -> int:
    """The newest turn that it has heard of; 0 where it does not say."""
    return max((int(turn) for turn in resume.played if turn.isdecimal() and len(turn) < 10), default=0)
