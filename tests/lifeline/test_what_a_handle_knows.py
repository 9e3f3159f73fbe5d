"""A handle restores what the service had taken in when it gave it: not what was on its way up meanwhile."""

from __future__ import annotations

import asyncio

from chat.gemini.wire import Resumption, ServerMessage
from chat.session import LiveSession
from tests.support.scripted_upstream import ScriptedModel, ScriptedUpstream


async def until_known(session: LiveSession, handle: str) -> None:
    async with asyncio.timeout(5):
        while session.past().handle != handle:  # noqa: ASYNC110 - the session tells nobody
            await asyncio.sleep(0)


async def test_a_question_that_no_answer_has_begun_to_is_told_again() -> None:
    upstream = ScriptedUpstream()
    session = LiveSession(ScriptedModel(upstream).connect, emit=lambda _: None, store=lambda _: None)
    running = asyncio.create_task(session.run())
    session.read("My name is Berenice.")
    upstream.say(ServerMessage(resumption=Resumption("before it", True)))
    await until_known(session, "before it")
    assert session.past().known == 0
    upstream.say(ServerMessage(output_transcription="Hello, Berenice.", speech=bytes(480)))
    upstream.say(ServerMessage(generation_complete=True, turn_complete=True))
    upstream.say(ServerMessage(resumption=Resumption("after it", True)))
    await until_known(session, "after it")
    assert session.past().known == 2
    running.cancel()
    await asyncio.wait([running])
