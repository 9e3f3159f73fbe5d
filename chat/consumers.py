"""ChatConsumer: a browser's socket on livechat.v1.

It overrides `__call__` instead of Channels' `dispatch`, which hops through one process-wide thread before
every message: a slow query anywhere would delay each microphone chunk of everybody (invariant 1).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import suppress
from typing import Any

from channels.consumer import AsyncConsumer
from django.conf import settings

from chat.assistants.choosing import choose
from chat.boundary import faults_become_errors
from chat.browser import Browser, BrowserLeft, Receive
from chat.errors import ChatError, LoginRequired, ProtocolError, SlowReader
from chat.outbox import Send
from chat.people.limits import slot
from chat.people.owners import Owner, admit, owner_of
from chat.people.tickets import redeem
from chat.protocol import commands
from chat.protocol.events import Pong, Ready, Stored
from chat.protocol.frames import MicrophoneChunk, Picture
from chat.protocol.limits import HELLO_WITHIN_S, SUBPROTOCOL, public_limits
from chat.session import LiveSession, Stage
from chat.talk import Ended, Talk
from chat.tools.caller import Client
from chat.transcript import Outcome

logger = logging.getLogger(__name__)


class ChatConsumer(AsyncConsumer):  # type: ignore[misc]  # channels has no types
    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """One conversation: hello, ready, media and control both ways, close."""
        await receive()
        spoken = SUBPROTOCOL in scope["subprotocols"]
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if spoken else None})
        browser = Browser(receive, send)
        try:
            if not spoken:
                raise ProtocolError("bad_subprotocol", f"Ask for the subprotocol {SUBPROTOCOL}.", fatal=True)
            with faults_become_errors(), suppress(BrowserLeft):
                hello = await _hello(browser)
                owner = await _admitted(scope, hello.ticket)
                with slot():
                    await _converse(browser, owner, hello)
        except ChatError as error:
            logger.info("closed with %d %s", error.close_code, error.code)
            await browser.close(error)
        else:
            await browser.close()


async def _hello(browser: Browser) -> commands.Hello:
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            message = await browser.receive()
    except TimeoutError:
        raise ProtocolError(
            "hello_missing", f"Say hello within {HELLO_WITHIN_S} seconds.", fatal=True
        ) from None
    match message:
        case commands.Hello():
            return message
        case commands.Resume():
            raise ProtocolError(
                "resume_refused", "This conversation cannot be gone on with. Start a new one.", fatal=True
            )
        case _:
            raise ProtocolError("hello_missing", "The first message is hello or resume.", fatal=True)


async def _admitted(scope: dict[str, Any], ticket: str) -> Owner:
    if not ticket:
        owner, bearer = owner_of(scope), False
    elif (grant := await redeem(ticket)) is not None:
        owner, bearer = grant.owner, grant.bearer
    else:
        raise LoginRequired("ticket_invalid", "This ticket is used or too old: reload the page.", retry=True)
    admit(owner, origin=scope.get("origin"), bearer=bearer)
    return owner


async def _converse(browser: Browser, owner: Owner, hello: commands.Hello) -> None:
    outbox = browser.outbox
    assistant = await choose(hello.assistant, hello.modality, hello.lang)

    def ready() -> None:
        outbox.put(
            Ready(
                conversation=talk.id.hex,
                token=secrets.token_urlsafe(16),
                limits=public_limits(),
                model=assistant.setup.model,
                endpoint=settings.LIVECHAT_ENDPOINT,
                modality=assistant.modality,
                kept=hello.keep,
            )
        )

    talk = Talk(
        owner,
        assistant=assistant,
        keep=hello.keep,
        client=Client(hello.lang, hello.time_zone, frozenset(hello.tools)),
        emit=outbox.put,
        on_ready=ready,
        on_stored=lambda sequence: outbox.put(Stored(sequence)),
    )
    await talk.run(_read(browser, talk), _watch(browser), outbox.run())


async def _watch(browser: Browser) -> None:
    try:
        await browser.watch()
    except SlowReader as error:
        raise Ended(Outcome.LOST, error) from None


async def _read(browser: Browser, talk: Talk) -> None:
    """Decodes and hands over; waits for nothing else."""
    try:
        while True:
            message = await browser.receive()
            try:
                _take(message, browser, talk)
            except ProtocolError as error:
                browser.refuse(error)
    except BrowserLeft:
        raise Ended(Outcome.LOST) from None


def _take(message: commands.AnyCommand | MicrophoneChunk | Picture, browser: Browser, talk: Talk) -> None:
    session = talk.session
    match message:
        case MicrophoneChunk():
            session.hear(message)
        case Picture():
            session.see(message)
        case commands.Played(turn=turn, samples=samples):
            session.played(turn, samples)
        case commands.Received(n=n):
            browser.outbox.acknowledge(n)
        case commands.Ping():
            browser.outbox.put(Pong())
        case commands.Text(id=reference, text=text):
            if session.stage is not Stage.LIVE:
                raise ProtocolError("not_ready", "Words are taken once `ready` has come.", ref=reference)
            _take_words(session, text, reference)
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
            if session.stage is not Stage.LIVE:
                raise ProtocolError("not_ready", "The assistant can be changed once `ready` has come.")
            talk.switch(slug)
        case commands.ToolResult(id=id, result=result, error=error):
            talk.tools.answered(id, result, error)
        case commands.Goodbye():
            raise Ended(Outcome.GOODBYE)
        case commands.Hello() | commands.Resume():
            raise ProtocolError(
                "hello_again", "hello and resume come only first: the conversation has begun."
            )


def _take_words(session: LiveSession, text: str, reference: str) -> None:
    try:
        session.read(text)
    except ProtocolError as error:
        error.ref = reference
        raise


def _start_activity(talk: Talk) -> None:
    if not talk.push_to_talk:
        raise ProtocolError(
            "activity_refused", "This assistant notices by itself when somebody speaks: just send the audio."
        )
    talk.session.start_activity()
