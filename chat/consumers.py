"""ChatConsumer: a browser's socket on livechat.v1.

It overrides `__call__` instead of Channels' `dispatch`, which hops through one process-wide thread before
every message: a slow query anywhere would delay each microphone chunk of everybody (invariant 1).
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

from channels.consumer import AsyncConsumer

from chat.boundary import faults_become_errors
from chat.browser import RECEIVE_EACH, Browser, BrowserLeft, Message, Receive
from chat.errors import ChatError, LoginRequired, ProtocolError
from chat.outbox import Send
from chat.people.owners import Owner, admit, owner_of
from chat.people.tickets import redeem
from chat.protocol import commands
from chat.protocol.events import Pong
from chat.protocol.frames import MicrophoneChunk, Picture
from chat.protocol.limits import HELLO_WITHIN_S, SUBPROTOCOL
from chat.records.thread import in_record_thread
from chat.session import LiveSession, Stage
from chat.talk import Ended, Talk
from chat.talks import Running, begin, come_back
from chat.transcript import Outcome

logger = logging.getLogger(__name__)


class ChatConsumer(AsyncConsumer):  # type: ignore[misc]  # channels has no types
    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """One socket: hello or resume, ready, media and control both ways, close."""
        await receive()
        spoken = SUBPROTOCOL in scope["subprotocols"]
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if spoken else None})
        browser = Browser(receive, send, scope.get("extensions", {}).get(RECEIVE_EACH, {}).get("give_to"))
        try:
            if not spoken:
                raise ProtocolError("bad_subprotocol", f"Ask for the subprotocol {SUBPROTOCOL}.", fatal=True)
            with faults_become_errors(), suppress(BrowserLeft):
                await _converse(scope, browser)
        except ChatError as error:
            logger.info("closed with %d %s", error.close_code, error.code)
            await browser.close(error)
        else:
            await browser.close()


async def _converse(scope: dict[str, Any], browser: Browser) -> None:
    match await _greeting(browser):
        case commands.Hello() as hello:
            owner = await _admitted(scope, hello.ticket)
            running = await begin(browser, owner, hello)
        case commands.Resume() as resume:
            # Who has left meanwhile may be coming back elsewhere: it must not be taken from there.
            running = await browser.while_there(come_back(_claimant(scope), resume))
            running.join(browser, resume)
    await running.presence.attend(browser, _read(browser, running))


async def _greeting(browser: Browser) -> commands.Hello | commands.Resume:
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            message = await browser.receive()
    except TimeoutError:
        raise ProtocolError(
            "hello_missing", f"Say hello within {HELLO_WITHIN_S} seconds.", fatal=True
        ) from None
    if isinstance(message, commands.Hello | commands.Resume):
        return message
    raise ProtocolError("hello_missing", "The first message is hello or resume.", fatal=True)


async def _admitted(scope: dict[str, Any], ticket: str) -> Owner:
    if not ticket:
        owner, bearer = owner_of(scope), False
    elif (grant := await in_record_thread(redeem, ticket)) is not None:
        owner, bearer = grant.owner, grant.bearer
    else:
        raise LoginRequired("ticket_invalid", "This ticket is used or too old: reload the page.", retry=True)
    admit(owner, origin=scope.get("origin"), bearer=bearer)
    return owner


def _claimant(scope: dict[str, Any]) -> Owner | None:
    """Who comes back, where the socket tells: a client that came by a ticket has only its token."""
    owner = owner_of(scope)
    return None if owner == Owner() else owner


async def _read(browser: Browser, running: Running) -> None:
    """Decodes and hands over; waits for nothing else. Raises BrowserLeft."""
    try:
        await browser.receive_all(lambda message: _take(message, browser, running))
    except ProtocolError as fatal:
        running.presence.leave(Ended(Outcome.REFUSED, fatal))
    except Ended as ended:
        running.presence.leave(ended)


def _take(message: Message, browser: Browser, running: Running) -> None:
    talk, session = running.talk, running.talk.session
    match message:
        case MicrophoneChunk():
            session.hear(message)
        case Picture():
            session.see(message)
        case commands.Played(turn=turn, samples=samples):
            session.played(turn, samples)
        case commands.Received(n=n):
            running.acknowledged(n)
        case commands.Ping():
            browser.outbox.put(Pong())
        case commands.Text(id=reference, text=text):
            _require_live(session, "Words are taken once `ready` has come.", reference)
            _take_words(talk, text, reference)
        case commands.ActivityStart():
            _start_activity(talk)
        case commands.ActivityEnd():
            session.end_activity()
        case commands.Microphone(on=on):
            if not on:
                session.microphone_off()
        case commands.Camera():
            pass
        case commands.Interrupt():
            session.interrupt()
        case commands.Settings(assistant=slug):
            _require_live(session, "The assistant can be changed once `ready` has come.")
            talk.switch(slug)
        case commands.ToolResult(id=id, result=result, error=error):
            talk.tools.answered(id, result, error)
        case commands.Goodbye():
            raise Ended(Outcome.GOODBYE)
        case commands.Hello() | commands.Resume():
            raise ProtocolError(
                "hello_again", "hello and resume come only first: the conversation has begun."
            )


def _require_live(session: LiveSession, message: str, reference: str = "") -> None:
    if session.stage is not Stage.LIVE:
        raise ProtocolError("not_ready", message, ref=reference)


def _take_words(talk: Talk, text: str, reference: str) -> None:
    try:
        talk.read(text, reference)
    except ProtocolError as error:
        error.ref = reference
        raise


def _start_activity(talk: Talk) -> None:
    if not talk.push_to_talk:
        raise ProtocolError(
            "activity_refused", "This assistant notices by itself when somebody speaks: just send the audio."
        )
    talk.session.start_activity()
