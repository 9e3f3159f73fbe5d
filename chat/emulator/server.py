"""The TLS WebSocket server: which address is served, who may enter, and how a session ends."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from itertools import count
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from chat.emulator.catalogue import Api
from chat.emulator.certificate import ServerIdentity
from chat.emulator.line import Line
from chat.emulator.plan import Manner
from chat.emulator.playing import Playing
from chat.emulator.record import Record
from chat.emulator.refusals import BAD_KEY, INTERNAL, NO_KEY, Close, Refusal
from chat.emulator.resumption import Resumptions
from chat.emulator.script import Event, Script
from chat.emulator.script_runner import ScriptRunner
from chat.emulator.senses import Senses
from chat.emulator.session import Lifetime, Session

MOST_MESSAGE_BYTES = 32 * 1024 * 1024
CLOSE_TIMEOUT_S = 2
ENGINE_THREADS = 2
REFUSAL_WAITS_S = 1.0

_PATHS = re.compile(
    r"/{1,2}ws/google\.(?:"
    r"ai\.generativelanguage\.(?P<version>v\w+)\.GenerativeService\.BidiGenerateContent(?:Constrained)?"
    r"|cloud\.aiplatform\.(?P<vertex_version>v\w+)\.LlmBidiService/BidiGenerateContent)"
)

logger = logging.getLogger(__name__)


def api_at(path: str) -> Api | None:
    """The API of an address that is served, None for any other address.

    The SDK opens `//ws/...` at Google's own base, which ends in a slash.
    """
    match = _PATHS.fullmatch(path.partition("?")[0])
    if match is None:
        return None
    return Api(match["version"] or match["vertex_version"], vertex=match["version"] is None)


def check_key(request: Request) -> None:
    """Any key is good but one that begins with "bad" or contains "invalid". Raises Refusal."""
    key = _key_of(request)
    if not key:
        raise Refusal(NO_KEY)
    if key.startswith("bad") or "invalid" in key:
        raise Refusal(BAD_KEY)


async def _admit(line: Line, request: Request) -> None:
    """Raises Refusal for a bad key, but lets the client send its setup first.

    The service's refusals come that late too; a client whose send fails does not learn the reason.
    """
    try:
        check_key(request)
    except Refusal:
        with suppress(TimeoutError):
            async with asyncio.timeout(REFUSAL_WAITS_S):
                await line.receive()
        raise


def _key_of(request: Request) -> str:
    query = parse_qs(urlsplit(request.path.lstrip("/")).query)
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    return (
        request.headers.get("x-goog-api-key")
        or next(iter(query.get("key", ()) or query.get("access_token", ())), "")
        or (credentials.strip() if scheme.lower() in ("token", "bearer") else "")
    )


@dataclass(frozen=True, slots=True)
class Conduct:
    """How an emulator behaves other than usual, and what it keeps of it."""

    script: Script = field(default_factory=Script)
    record: Record | None = None
    manner: Manner = field(default_factory=Manner)
    """In which each session begins."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """Serves sessions; each connection is one."""

    senses: Senses
    pool: Executor
    lifetime: Lifetime
    conduct: Conduct
    playing: Playing
    resumptions: Resumptions = field(default_factory=Resumptions)
    next_id: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    async def handle(self, connection: ServerConnection) -> None:
        session_id, began = self.next_id(), time.monotonic()
        logger.info("session %d: connected", session_id)
        line = Line(connection, session_id, self.conduct.record)
        close = await self._serve(connection, line)
        await line.close(close)
        logger.info(
            "session %d: closed after %.1f s with %s",
            session_id,
            time.monotonic() - began,
            connection.close_code,
        )

    async def _serve(self, connection: ServerConnection, line: Line) -> Close:
        """Runs the session to its end, and says how it is to be closed."""
        close, session_id = Close(1000, ""), line.number
        try:
            request = connection.request
            assert request is not None  # noqa: S101  # the handshake is over
            line.opened(request.path)
            self.playing.refresh()
            manner = replace(self.conduct.manner)
            runner = ScriptRunner(self.playing.script, self.playing.progress, line, manner)
            await runner.happen(Event.CONNECT)
            await _admit(line, request)
            api = api_at(request.path)
            assert api is not None  # noqa: S101  # no other address gets here
            session = Session(
                line,
                api,
                self.senses,
                self.pool,
                self.resumptions,
                self.lifetime,
                runner,
                manner,
            )
            setup = await session.set_up()
            model = setup.model.name + (" (retired by Google)" if setup.model.retired else "")
            logger.info(
                "session %d: %s, %s, voice %s, language %s",
                session_id,
                model,
                setup.modality,
                setup.voice or "usual",
                setup.language or "usual",
            )
            await session.run(setup)
        except* Refusal as refusals:
            close = _first(refusals).close
            logger.info("session %d: refused, %d %r", session_id, close.code, close.reason)
        except* ConnectionClosed:
            logger.debug("session %d: the client has gone", session_id)
        except* Exception:
            logger.exception("session %d: failed", session_id)
            close = INTERNAL
        return close


def _first(refusals: ExceptionGroup[Refusal]) -> Refusal:
    first: Refusal | ExceptionGroup[Refusal] = refusals
    while isinstance(first, ExceptionGroup):
        first = first.exceptions[0]
    return first


def _only_served_addresses(connection: ServerConnection, request: Request) -> Response | None:
    return None if api_at(request.path) else connection.respond(HTTPStatus.NOT_FOUND, "Not found.\n")


@asynccontextmanager
async def serving(
    senses: Senses,
    identity: ServerIdentity,
    *,
    host: str,
    port: int,
    lifetime: Lifetime,
    conduct: Conduct | None = None,
) -> AsyncIterator[int]:
    """Serves while the block runs; gives the port. Leaving it closes every session with 1001."""
    conduct = conduct or Conduct()
    pool = ThreadPoolExecutor(ENGINE_THREADS, thread_name_prefix="engine")
    try:
        server: Server
        async with serve(
            Emulator(senses, pool, lifetime, conduct, Playing(conduct.script)).handle,
            host,
            port,
            ssl=identity.context,
            process_request=_only_served_addresses,
            compression=None,
            max_size=MOST_MESSAGE_BYTES,
            ping_interval=None,
            close_timeout=CLOSE_TIMEOUT_S,
        ) as server:
            yield next(iter(server.sockets)).getsockname()[1]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
