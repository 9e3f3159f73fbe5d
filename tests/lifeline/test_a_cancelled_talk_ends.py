"""A talk that is ended at the very moment at which its connection fails ends all the same (invariant 5)."""

from __future__ import annotations

import asyncio

import pytest

from chat.gemini.failures import failure_of_close
from chat.protocol.events import Link, State
from tests.lifeline.talk import Talk
from tests.support.scripted_upstream import ScriptedModel, ScriptedUpstream


@pytest.mark.parametrize("loop_turns", range(6))
async def test_though_its_connection_fails_at_that_moment(loop_turns: int) -> None:
    connection = ScriptedUpstream()
    talk = Talk(ScriptedModel(connection, ScriptedUpstream()))
    running = asyncio.create_task(talk.run())
    await talk.expect(State, link=Link.LIVE)
    connection.say(failure_of_close(1006, ""))
    for _ in range(loop_turns):
        await asyncio.sleep(0)
    running.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait([running])
    assert running.cancelled()
