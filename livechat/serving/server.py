"""Daphne's server: what it runs for each connection, from its start to its drain."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import signal
import time
from functools import partial
from types import FrameType
from typing import Any
from weakref import WeakSet

from daphne.server import Server as DaphneServer
from daphne.server import twisted_loop
from daphne.ws_protocol import WebSocketFactory
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import serverFromString
from twisted.logger import (
    FilteringLogObserver,
    LogLevel,
    LogLevelFilterPredicate,
    STDLibLogObserver,
    globalLogBeginner,
)

from livechat.serving.drain import CANCEL_S, Drain
from livechat.serving.inbox import EXTENSION, Inbox
from livechat.serving.lifespan import Lifespan
from livechat.serving.request import Request, RequestFactory
from livechat.serving.transport import Transport
from livechat.serving.websocket import WebSocket

logger = logging.getLogger(__name__)

Connection = Request | WebSocket

CLOSE_HANDSHAKE_S = 5
"""So long a client may take to answer a close; then its connection is cut."""
TIMEOUTS_EVERY_S = 2
EXIT_MARGIN_S = 2
"""After the drain, until a process that hangs is ended where it stands."""
WAITING = frozenset({"websocket.send", "http.response.body"})
"""They wait for a client that reads slowly; a close does not."""


class Server(DaphneServer):  # type: ignore[misc]  # daphne has no types
    """`connections` are those open, each with its application once it has one; `running` all applications."""

    def __init__(
        self,
        application: Any,
        *,
        drain_timeout: float = 15,
        max_body_bytes: int = 4 * 1024 * 1024,
        trust_root_path: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(application, **options)
        self.drain_timeout = drain_timeout
        self.max_body_bytes = max_body_bytes
        self.trust_root_path = trust_root_path
        self.lifespan = Lifespan(application)
        self.connections: dict[Connection, asyncio.Future[None] | None] = {}
        self.running: dict[asyncio.Future[None], asyncio.TimerHandle | None] = {}
        """With the time of those whose client has left: then they are cancelled."""
        self.ports: list[Any] = []
        self.transports: WeakSet[Transport] = WeakSet()
        self._stopping = False
        self._drain: Drain | None = None

    @property
    def draining(self) -> bool:
        return self._drain is not None

    @property
    def proxy_headers(self) -> list[bytes]:
        """Those that tell where a client is, set by the proxy that is trusted."""
        names = (
            self.proxy_forwarded_address_header,
            self.proxy_forwarded_port_header,
            self.proxy_forwarded_proto_header,
        )
        return [name.encode() for name in names if name]

    # Start and stop

    def run(self) -> None:
        """Returns at the end. `abort_start` tells that it never began to listen."""
        asyncio.set_event_loop(twisted_loop)
        twisted_loop.set_debug(self.verbosity >= 3)
        # Twisted's timers go by the wall clock otherwise, which may jump.
        reactor.seconds = time.monotonic
        globalLogBeginner.beginLoggingTo([_log_of_twisted(self.verbosity)], redirectStandardIO=False)
        if self.signal_handlers:
            signal.signal(signal.SIGINT, self._on_signal)
            signal.signal(signal.SIGTERM, self._on_signal)
        if not twisted_loop.run_until_complete(self.lifespan.start()):
            self.abort_start = True
        if not self.abort_start:
            self._listen()
        if self.abort_start:
            twisted_loop.run_until_complete(self.lifespan.stop())
            return
        reactor.callLater(TIMEOUTS_EVERY_S, self.timeout_checker)
        reactor.addSystemEventTrigger("before", "shutdown", self.kill_all_applications)
        if self.ready_callable:
            reactor.callWhenRunning(self.ready_callable)
        reactor.run(installSignalHandlers=False)

    def _listen(self) -> None:
        self.http_factory = RequestFactory(self)
        self.ws_factory = WebSocketFactory(self, server=self.server_name)
        self.ws_factory.protocol = WebSocket
        self.ws_factory.setProtocolOptions(
            autoPingTimeout=self.ping_timeout,
            allowNullOrigin=True,
            # `check_timeouts` sees to it, and answers.
            openHandshakeTimeout=0,
            closeHandshakeTimeout=CLOSE_HANDSHAKE_S,
            maxMessagePayloadSize=self.websocket_max_message_size,
            maxFramePayloadSize=self.websocket_max_frame_size,
            # A client that breaks the protocol is told so by a close code.
            failByDrop=False,
        )
        for endpoint in self.endpoints:
            listening = serverFromString(reactor, str(endpoint)).listen(self.http_factory)
            listening.addCallbacks(self.listen_success, self.listen_error)

    def listen_success(self, port: Any) -> None:
        port.transport = self._accept
        self.ports.append(port)
        super().listen_success(port)

    def _accept(self, *arguments: Any) -> Transport:
        transport = Transport(*arguments)
        self.transports.add(transport)
        return transport

    def stop(self) -> None:
        """The first call begins the drain, the second cuts it short."""
        if self._drain is not None:
            self._drain.hasten()
        elif not self._stopping:
            self._stopping = True
            super().stop()

    def kill_all_applications(self) -> Deferred[None]:
        """Twisted awaits it before it ends."""
        self._drain = Drain(self)
        return Deferred.fromFuture(asyncio.ensure_future(self._drain.run()))

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        # An application that blocks the loop, or a thread, would keep the process alive for ever.
        patience_s = 0 if self._stopping else self.drain_timeout
        faulthandler.dump_traceback_later(patience_s + CANCEL_S + EXIT_MARGIN_S, exit=True)
        twisted_loop.call_soon_threadsafe(self.stop)

    # Connections and their applications

    def protocol_connected(self, protocol: Connection) -> None:
        self.connections[protocol] = None

    def protocol_disconnected(self, protocol: Connection) -> None:
        """May be called more than once."""
        application = self.connections.pop(protocol, None)
        if application is not None and application in self.running:
            self.running[application] = twisted_loop.call_later(
                self.application_close_timeout, self._cancel_late, application
            )

    def create_application(self, protocol: Connection, scope: dict[str, Any]) -> Inbox:
        scope["asgi"] = {"version": "3.0", "spec_version": "2.3"}
        scope["state"] = self.lifespan.state.copy()
        inbox = Inbox(protocol.take_turn)
        if scope["type"] == "websocket":
            scope["extensions"] = {EXTENSION: {"give_to": inbox.give_to}}
        send = partial(self.handle_reply, protocol)
        application = asyncio.ensure_future(self.application(scope, inbox.get, send))
        self.connections[protocol] = application
        self.running[application] = None
        application.add_done_callback(partial(self._application_ended, protocol))
        return inbox

    async def handle_reply(self, protocol: Connection, message: dict[str, Any]) -> None:
        """The `send` of an application: waits while its client has not read what was sent before."""
        if protocol.outflow.paused and message["type"] in WAITING:
            await protocol.outflow.open()
        if protocol in self.connections:
            self.check_headers_type(message)
            protocol.handle_reply(message)

    def _application_ended(self, protocol: Connection, application: asyncio.Future[None]) -> None:
        if timer := self.running.pop(application):
            timer.cancel()
        error = None if application.cancelled() else application.exception()
        if error is not None:
            logger.error("Exception inside application: %s", type(error).__name__, exc_info=error)
        if protocol in self.connections:
            protocol.application_ended(error)

    def _cancel_late(self, application: asyncio.Future[None]) -> None:
        logger.warning(
            "An application was cancelled: it ran %d s after its client had left",
            self.application_close_timeout,
        )
        application.cancel()


def _log_of_twisted(verbosity: int) -> Any:
    """Failures only, but for who asks for more."""
    everything = STDLibLogObserver("twisted")
    if verbosity > 1:
        return everything
    return FilteringLogObserver(everything, [LogLevelFilterPredicate(LogLevel.error)])
