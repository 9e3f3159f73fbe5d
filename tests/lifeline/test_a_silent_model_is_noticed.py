"""The stall watchdog: a model that owes an answer and is silent is told of, and asked again."""

from __future__ import annotations

import asyncio

from chat.gemini.wire import Resumption, Said, ServerMessage
from chat.protocol.events import Caption, Upstream
from tests.lifeline.talk import talking
from tests.support.scripted_upstream import ScriptedModel, ScriptedUpstream

HANDLE = ServerMessage(resumption=Resumption("handle 1", True))


async def test_no_answer_at_all() -> None:
    second = ScriptedUpstream()
    model = ScriptedModel(ScriptedUpstream([HANDLE, ServerMessage(input_transcription="Why?")]), second)
    async with talking(model, stalled_after_s=0.2) as talk:
        await talk.expect(Upstream, code="stalled")
        await second.was_sent("recall")
    assert second.recalled == [((Said("user", "Why?"),), True)]


async def test_no_answer_though_the_service_tells_its_handles() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    async with (
        talking(ScriptedModel(first, second), stalled_after_s=0.2) as talk,
        asyncio.TaskGroup() as tasks,
    ):
        talk.session.read("Why?")
        telling = tasks.create_task(_tell(first))
        await talk.expect(Upstream, code="stalled")
        telling.cancel()


async def _tell(upstream: ScriptedUpstream) -> None:
    while True:
        upstream.say(HANDLE)
        await asyncio.sleep(0.05)


async def test_no_end_of_an_answer() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model, stalled_after_s=0.2) as talk:
        first.say(ServerMessage(input_transcription="Why?"))
        first.say(ServerMessage(output_transcription="Because.", generation_complete=True))
        await talk.expect(Caption, text="Because.")
        await second.was_sent("recall")
    assert second.recalled == [((Said("user", "Why?"), Said("model", "Because.")), False)]


async def test_a_turn_without_content_is_asked_for_again_once() -> None:
    upstream = ScriptedUpstream([HANDLE])
    async with talking(ScriptedModel(upstream)) as talk:
        upstream.say(ServerMessage(input_transcription="Why?"))
        upstream.say(ServerMessage(turn_complete=True))
        await talk.expect(Upstream, code="asked_again")
        await upstream.was_sent("text")
        assert upstream.texts == ["Why?"]
        upstream.say(ServerMessage(turn_complete=True))
        await talk.expect(Upstream, code="no_answer")
    assert upstream.texts == ["Why?"]


async def test_a_refused_answer_is_told_and_not_asked_for_again() -> None:
    upstream = ScriptedUpstream([HANDLE])
    async with talking(ScriptedModel(upstream)) as talk:
        upstream.say(ServerMessage(input_transcription="Why?"))
        upstream.say(ServerMessage(turn_complete=True, turn_complete_reason="RESPONSE_REJECTED"))
        await talk.expect(Upstream, code="answer_refused")
    assert upstream.texts == []


async def test_silence_with_nothing_asked_is_no_stall() -> None:
    upstream = ScriptedUpstream([HANDLE])
    async with talking(ScriptedModel(upstream), stalled_after_s=0.05) as talk:
        upstream.say(ServerMessage(input_transcription="Hi.", output_transcription="Hi."))
        upstream.say(ServerMessage(turn_complete=True))
        talk.session.read("And?")
        await talk.expect(Upstream, code="stalled")
    stalls = [notice for notice in talk.all(Upstream) if notice.code == "stalled"]
    assert len(stalls) == 1
