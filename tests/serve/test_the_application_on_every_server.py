"""livechat.asgi asks nothing of its server that only one of them gives."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.chat_client import chat_client
from tests.support.connections import becomes_true, connections_to
from tests.support.emulator import Emulator
from tests.support.leftovers import upstream_port
from tests.support.servers import SERVERS
from tests.support.service import Service, running_service

RESUME_SOON = (4503, 1012)
ABNORMAL = 1006
ENDS_WITHIN_S = 20


@pytest.fixture(params=SERVERS)
def service(
    request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path, emulator: Emulator
) -> Iterator[Service]:
    state_dir = tmp_path / "state"
    with running_service(state_dir, empty_database, server=request.param, **emulator.environment) as running:
        yield running


async def test_pages_and_talks(service: Service) -> None:
    assert service.get("/").status == 200
    async with chat_client(service) as client:
        await client.hello()
        await client.send("text", id="1", text="What is twelve times seven?")
        await client.expect("turn")


async def test_a_deploy_sends_everybody_elsewhere_and_leaves_nothing(
    service: Service, emulator: Emulator, request: pytest.FixtureRequest
) -> None:
    before = connections_to(upstream_port(emulator))
    async with chat_client(service) as first, chat_client(service) as second:
        for client in (first, second):
            await client.hello()
        assert connections_to(upstream_port(emulator)) > before
        service.process.signal(signal.SIGTERM)
        codes = {(await client.closed())[0] for client in (first, second)}
    assert await asyncio.to_thread(service.process.wait, ENDS_WITHIN_S) in (0, -signal.SIGTERM)
    assert codes <= {*RESUME_SOON, ABNORMAL}
    # Plain Daphne says nothing to its clients.
    if "daphne" not in request.node.name:
        assert codes <= set(RESUME_SOON)
    await becomes_true(lambda: connections_to(upstream_port(emulator)) == before, 5)
