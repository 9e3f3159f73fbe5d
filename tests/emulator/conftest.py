from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from chat.emulator.certificate import ServerIdentity, new_identity
from chat.emulator.script_reader import parse_script
from chat.emulator.senses import Senses, tone_senses
from chat.emulator.server import Conduct, serving
from chat.emulator.session import Lifetime

from .clients import Emulated
from .doubles import Cast

Emulate = Callable[..., Awaitable[Emulated]]
Play = Callable[[str], Awaitable[Emulated]]


@pytest.fixture(scope="session")
def identity() -> ServerIdentity:
    return new_identity("127.0.0.1")


@pytest.fixture
async def emulate(identity: ServerIdentity) -> AsyncIterator[Emulate]:
    """Starts an emulator with the given senses on a free port."""
    async with AsyncExitStack() as stack:

        async def start(
            senses: Senses, lifetime: Lifetime | None = None, conduct: Conduct | None = None
        ) -> Emulated:
            running = serving(
                senses,
                identity,
                host="127.0.0.1",
                port=0,
                lifetime=lifetime or Lifetime(),
                conduct=conduct,
            )
            return Emulated(await stack.enter_async_context(running), identity.certificate)

        yield start


@pytest.fixture
async def tone(emulate: Emulate) -> Emulated:
    """Answers everything with a second of the tone."""
    return await emulate(tone_senses(1))


@pytest.fixture
async def long_tone(emulate: Emulate) -> Emulated:
    return await emulate(tone_senses(30))


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
async def emulator(emulate: Emulate, cast: Cast) -> Emulated:
    """Plays with the cast's doubles."""
    return await emulate(cast.senses)


@pytest.fixture
async def play(emulate: Emulate) -> Play:
    """Starts an emulator with these tables of a scenario; where they say nothing, half a second of tone."""

    async def start(tables: str) -> Emulated:
        script = parse_script(f"version = 1\n{tables}")
        return await emulate(tone_senses(0.5), conduct=Conduct(script))

    return start
