"""ASGI lifespan events: the application is told of the start and the end of its server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

logger = logging.getLogger(__name__)

Message = dict[str, Any]
Application = Callable[..., Awaitable[None]]


class Lifespan:
    """The application, run on the scope `lifespan`; one that raises there knows no such events."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._messages: asyncio.Queue[Message] = asyncio.Queue(maxsize=2)
        self._answered = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._started = False
        self._failure: str | None = None
        self.state: dict[str, Any] = {}
        """What the application keeps for its connections: each finds a copy in its scope."""

    async def start(self) -> bool:
        """False where the application says that it can't start."""
        self._task = asyncio.create_task(self._run())
        await self._tell("lifespan.startup")
        if self._failure is not None:
            logger.critical("The application could not start: %s", self._failure)
        return self._failure is None

    async def stop(self) -> None:
        """Returns when the application has answered, which may take it any time."""
        if self._started:
            await self._tell("lifespan.shutdown")

    async def _tell(self, event: str) -> None:
        self._answered.clear()
        self._messages.put_nowait({"type": event})
        if self._task is not None and not self._task.done():
            await self._answered.wait()

    async def _run(self) -> None:
        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self.state,
        }
        try:
            await self._application(scope, self._messages.get, self._send)
        except Exception as error:  # noqa: BLE001  # whatever it raises is its way to say no
            if self._started:
                logger.error("The application failed in its lifespan", exc_info=error)
            else:
                logger.info("The application has no lifespan (%s)", type(error).__name__)
        finally:
            self._answered.set()

    async def _send(self, message: Message) -> None:
        match message["type"]:
            case "lifespan.startup.complete":
                self._started = True
            case "lifespan.startup.failed":
                self._failure = message.get("message", "")
            case "lifespan.shutdown.failed":
                logger.error("The application could not shut down: %s", message.get("message", ""))
            case "lifespan.shutdown.complete":
                pass
            case other:
                raise ValueError(f"{other} is no lifespan event that a server takes")
        self._answered.set()
