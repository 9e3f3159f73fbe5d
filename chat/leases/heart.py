"""The process's heart: tells the rows that it lives, and its talks what the rows want of them.

It beats in a thread with a connection of its own, so that neither a busy event loop nor a slow record makes
this process look dead. A database that is away delays it and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from uuid import UUID

from django.db import Error, connections

from chat.boundary import internal_error
from chat.lane import with_fresh_connection
from chat.leases import hints
from chat.leases.rows import Wish, existing, release_unheld, wishes
from chat.leases.sweeper import Sweeper
from chat.leases.worker import beat

BEAT_S = 0.25
REST_S = 0.1
"""After each beat: a thousand talks that come at once wake it a thousand times."""
SWEEP_S = 10.0
UNHELD_AFTER_S = 15.0
"""A lease of this process that no talk of it holds for so long was left behind: another may have it."""

logger = logging.getLogger(__name__)


class Notice(Enum):
    WANTED = auto()
    """Another process asks for it: release it."""
    LOST = auto()
    """Another generation owns it, or it was closed: nothing more of it is written here."""
    ENDED = auto()
    """An operator ended or deleted it."""
    FORBIDDEN = auto()
    """Its user was deactivated or deleted."""


@dataclass(slots=True)
class _Held:
    tell: Callable[[Notice], None]
    user: int | None = None
    """Whose it was when the rows were first asked."""
    told: set[Notice] = field(default_factory=set)

    def tell_once(self, notice: Notice) -> None:
        if notice not in self.told:
            self.told.add(notice)
            self.tell(notice)


class Heart:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[tuple[UUID, int], _Held] = {}
        self._staying = False
        # Runs while something is held, or from stay() to stop().
        self._thread: threading.Thread | None = None
        self._woken = threading.Event()
        self._resting = threading.Event()
        """Never set."""
        self._failing = False
        self._unheld: dict[tuple[UUID, int], float] = {}
        self._sweeper = Sweeper()
        self._swept_at = -SWEEP_S

    @contextmanager
    def hold(self, conversation: UUID, generation: int, told: Callable[[Notice], None]) -> Iterator[None]:
        """The rows say meanwhile that this process lives. `told` is called in this event loop."""
        loop = asyncio.get_running_loop()

        def tell(notice: Notice) -> None:
            # The loop may be closed already.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(told, notice)

        with self._lock:
            self._held[conversation, generation] = _Held(tell)
            self._start()
        self.wake()
        try:
            yield
        finally:
            with self._lock:
                del self._held[conversation, generation]
            self.wake()

    def wake(self) -> None:
        """Looks at the rows now. Never waits; of any thread."""
        self._woken.set()

    def stay(self) -> None:
        """Sweeps from now on even while nothing is held."""
        with self._lock:
            self._staying = True
            self._start()

    def stop(self, within_s: float = 5.0) -> None:
        """Ends what `stay` began, once nothing is held; waits for it so long."""
        with self._lock:
            self._staying = False
            thread = self._thread
        self.wake()
        if thread is not None:
            thread.join(within_s)

    def _start(self) -> None:
        if self._thread is None:
            hints.listen(self.wake)
            self._thread = threading.Thread(target=self._run, name="heart", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        try:
            while self._goes_on():
                self._beat()
                self._resting.wait(REST_S)
                self._woken.wait(BEAT_S - REST_S if self._held else SWEEP_S)
                self._woken.clear()
        finally:
            connections.close_all()

    def _goes_on(self) -> bool:
        with self._lock:
            if self._held or self._staying:
                return True
            self._thread = None
            return False

    def _beat(self) -> None:
        try:
            with_fresh_connection(self._look)
        except Error as problem:
            if not self._failing:
                logger.warning("the leases can't be kept for now: %s", type(problem).__name__)
            self._failing = True
        except Exception as problem:  # noqa: BLE001 - a process that no longer beats is given up by the others
            internal_error(problem)
        else:
            self._failing = False

    def _look(self) -> None:
        if self._held:
            beat()
            self._tell()
        if time.monotonic() - self._swept_at >= SWEEP_S:
            self._sweeper.sweep()
            self._swept_at = time.monotonic()

    def _tell(self) -> None:
        # In this order: a talk that begins meanwhile has a row, and would seem to have lost it.
        with self._lock:
            held = dict(self._held)
        rows = wishes()
        for key in held.keys() & rows.keys():
            for notice in _asked(rows[key], held[key]):
                held[key].tell_once(notice)
        lost = [key for key in held.keys() - rows.keys() if not held[key].told]
        kept = existing(conversation for conversation, _ in lost)
        for key in lost:
            held[key].tell_once(Notice.LOST if key[0] in kept else Notice.ENDED)
        self._let_go_of(rows.keys() - held.keys())

    def _let_go_of(self, unheld: set[tuple[UUID, int]]) -> None:
        now = time.monotonic()
        self._unheld = {key: self._unheld.get(key, now) for key in unheld}
        for (conversation, generation), since in self._unheld.items():
            if now - since >= UNHELD_AFTER_S:
                logger.error("conversation %s: held by no talk, let go of", conversation.hex)
                release_unheld(conversation, generation)


def _asked(row: Wish, talk: _Held) -> Iterator[Notice]:
    if row.wanted:
        yield Notice.WANTED
    if row.end_requested:
        yield Notice.ENDED
    talk.user = talk.user or row.user
    if talk.user != row.user or not row.active:
        yield Notice.FORBIDDEN


heart = Heart()
