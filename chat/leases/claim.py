"""Going on with a conversation that another process held, or this one before."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db import Error

from chat.errors import ChatError, Forbidden, StorageUnavailable, not_yours, resume_refused
from chat.lane import Lane, transaction_in_time
from chat.leases import hints
from chat.leases.looks import Looks
from chat.leases.reading import bills_of, utterances_of
from chat.leases.rows import Held, release_unheld, take, want
from chat.leases.standing import SealBroken, Standing, unseal
from chat.leases.sweeper import close_now
from chat.leases.token import Pass, read_token
from chat.leases.worker import STALE_AFTER_S, beat
from chat.people.owners import Owner
from chat.transcript import Outcome, Utterance
from chat.usage import Bill

CLAIM_WITHIN_S = 10.0
CLAIMS_AT_ONCE = 32
"""Of a thousand who come back together the others wait for their turn: so none is too late because of those
before it, their workers are not asked for all at once, and one who gives up meanwhile has cost nothing."""
RELEASED_WITHIN_S = 4.0
"""A living worker that has not let go by then is stuck: its fence is enough."""
LOOK_AGAIN_S = 0.1

_lane = Lane("claims")
_looks = Looks(_lane)
_turns = asyncio.Semaphore(CLAIMS_AT_ONCE)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A conversation that is this process's from now on, in this generation, and all that is known of it."""

    conversation: UUID
    generation: int
    owner: Owner
    standing: Standing
    elapsed_s: float
    """Since it was started."""
    kept: bool
    utterances: tuple[Utterance, ...]
    bills: tuple[Bill, ...]


async def claim(conversation: str, token: str, owner: Owner | None) -> Claimed:
    """Takes it over, once the worker that holds it has let go or is dead. `owner` None: the token alone.

    Raises ProtocolError for a talk that is over or unknown; Forbidden for somebody else's, where its user was
    deactivated, and for all but one of those who try at once; LimitReached, StorageUnavailable.
    """
    id, presented = _named(conversation, token)
    try:
        async with _turns, asyncio.timeout(CLAIM_WITHIN_S):
            return await _claim(id, presented, owner)
    except (Error, TimeoutError) as problem:
        raise StorageUnavailable(
            "storage_unavailable",
            "The server cannot read its records right now, so the talk has to wait. Try again in a moment.",
        ) from problem


def _named(conversation: str, token: str) -> tuple[UUID, Pass]:
    try:
        id = UUID(hex=conversation)
    except ValueError:
        raise resume_refused() from None
    presented = read_token(id, token)
    if presented is None:
        raise resume_refused()
    return id, presented


async def _claim(conversation: UUID, presented: Pass, owner: Owner | None) -> Claimed:
    held = await _may_have(conversation, presented, owner)
    if not held.released:
        held = await _let_go(conversation, presented, owner, held)
    taking = asyncio.ensure_future(_lane.run(_take, conversation, held.generation))
    try:
        claimed = await asyncio.shield(taking)
    except asyncio.CancelledError:
        # It is taken all the same, for nobody: the next who comes must not have to wait for it.
        taking.add_done_callback(_give_back)
        raise
    logger.info("conversation %s: generation %d", conversation.hex, claimed.generation)
    return claimed


async def _let_go(conversation: UUID, presented: Pass, owner: Owner | None, held: Held) -> Held:
    """Waits until its worker has released it, or is seen to be dead: for so long it has not beaten.

    One look does not tell: after an outage of the database living workers look dead, too.
    """
    await _lane.run(want, conversation, held.generation)
    hints.hint(held.worker)
    now = asyncio.get_running_loop().time
    began = beaten = now()
    while not held.released and now() - began < RELEASED_WITHIN_S:
        if now() - beaten >= STALE_AFTER_S:
            if held.forgotten:
                raise resume_refused()
            return held
        await asyncio.sleep(LOOK_AGAIN_S)
        before, held = held, await _may_have(conversation, presented, owner)
        if held.beat_at != before.beat_at:
            beaten = now()
    return held


def _give_back(taking: asyncio.Future[Claimed]) -> None:
    if not taking.cancelled() and taking.exception() is None:
        give_back(taking.result())


def give_back(claimed: Claimed) -> None:
    """One that was claimed for a browser that is gone: whoever comes next may have it. Never waits."""
    _lane.submit(release_unheld, claimed.conversation, claimed.generation)


async def _may_have(conversation: UUID, presented: Pass, owner: Owner | None) -> Held:
    held = await _looks.look(conversation)
    if held is None or held.over:
        raise resume_refused()
    # A token's successor may never have arrived: it counts until one does.
    if not _unsealed(conversation, held.standing).confirmed <= presented.generation <= held.generation:
        raise resume_refused()
    if owner not in (None, held.owner):
        raise not_yours()
    if not held.active:
        raise Forbidden("no_longer_allowed", "You may not talk here any more.")
    return held


def _take(conversation: UUID, generation: int) -> Claimed:
    """What the one before wrote is all there: nothing more of it can come."""
    # Not inside: this process's own heart would wait for whatever the transaction waits for.
    beat()
    with transaction_in_time():
        left = take(conversation, generation)
        return Claimed(
            conversation=conversation,
            generation=generation + 1,
            owner=left.owner,
            standing=_unsealed(conversation, left.standing),
            elapsed_s=left.elapsed_s,
            kept=left.kept,
            utterances=utterances_of(conversation),
            bills=bills_of(conversation),
        )


async def end_claimed(claimed: Claimed, error: ChatError) -> None:
    """Gives up one that was claimed and can't be gone on with here; another may try where that can help."""
    conversation, generation = claimed.conversation, claimed.generation
    with suppress(Error):
        if error.retry:
            await _lane.run(release_unheld, conversation, generation)
        else:
            await _lane.run(close_now, conversation, generation, Outcome.REFUSED, error.code)


def _unsealed(conversation: UUID, standing: str) -> Standing:
    try:
        return unseal(standing)
    except SealBroken:
        logger.error("conversation %s: sealed with another SECRET_KEY", conversation.hex)
        raise resume_refused() from None
