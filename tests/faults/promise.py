"""One row of docs/reliability.md."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.figures import Figure
from tests.faults.ground import Ground
from tests.support.servers import SERVERS


@dataclass(frozen=True, slots=True)
class Promise:
    name: str
    """What the command line calls it."""
    says: str
    tried: str
    target: str
    measure: Callable[[Ground], Awaitable[list[Figure]]]
    servers: tuple[str, ...] = ("livechat",)
    """On which it is tried."""
    short: bool = True
    """It has a form of seconds, which `make test` runs."""


EVERY_SERVER = SERVERS
