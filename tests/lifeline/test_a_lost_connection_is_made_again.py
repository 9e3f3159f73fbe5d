"""The talk goes on after a loss: asked once more what had no answer, told plainly when it cannot."""

from __future__ import annotations

import asyncio

import pytest

from chat.errors import Remedy, UpstreamError
from chat.gemini.failures import failure_of_close
from chat.gemini.wire import (
    BadMessage,
    FunctionCall,
    FunctionResponse,
    Resumption,
    Said,
    Scheduling,
    ServerMessage,
)
from chat.protocol.events import Agent, Caption, Interrupted, Link, State, Turn, Upstream
from tests.lifeline.talk import talking
from tests.support.scripted_upstream import ScriptedModel, ScriptedUpstream

LOST = failure_of_close(1006, "")
STALE = failure_of_close(1008, "BidiGenerateContent session not found")
HANDLE = ServerMessage(resumption=Resumption("handle 1", True))


async def test_the_person_sees_it_and_the_talk_goes_on() -> None:
    second = ScriptedUpstream()
    model = ScriptedModel(ScriptedUpstream([HANDLE, LOST]), second)
    async with talking(model) as talk:
        await talk.expect(State, link=Link.RECONNECTING)
        await model.connected(2)
        talk.session.read("Are you back?")
        await second.was_sent("text")
    assert [state.link for state in talk.all(State)][:3] == [Link.LIVE, Link.RECONNECTING, Link.LIVE]
    assert model.handles == ["", "handle 1"]


async def test_a_question_without_an_answer_is_asked_once_more() -> None:
    second = ScriptedUpstream()
    model = ScriptedModel(ScriptedUpstream([HANDLE, ServerMessage(input_transcription="Why?"), LOST]), second)
    async with talking(model) as talk:
        await second.was_sent("recall")
        second.say(ServerMessage(output_transcription="Because."))
        second.say(ServerMessage(turn_complete=True))
        await talk.expect(Turn, turn=1, complete=True)
    assert second.recalled == [((Said("user", "Why?"),), True)]
    assert [(caption.turn, caption.text) for caption in talk.all(Caption) if caption.text] == [
        (1, "Why?"),
        (1, "Because."),
    ]


async def test_typed_words_that_waited_go_up_once() -> None:
    second = ScriptedUpstream()
    model = ScriptedModel(ScriptedUpstream([HANDLE, LOST]), second)
    async with talking(model) as talk:
        await talk.expect(State, link=Link.RECONNECTING)
        talk.session.read("Hello?")
        await second.was_sent("text")
    assert second.texts == ["Hello?"]
    assert second.recalled == []


async def test_a_cut_answer_stays_marked_and_is_given_anew() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        first.say(ServerMessage(input_transcription="Why?"))
        first.say(ServerMessage(output_transcription="Well, ", speech=bytes(48_000)))
        await talk.expect(Caption, text="Well, ")
        first.say(LOST)
        await second.was_sent("recall")
        await talk.expect(Interrupted, turn=1)
        second.say(ServerMessage(output_transcription="Because.", speech=bytes(960)))
        second.say(ServerMessage(generation_complete=True))
        second.say(ServerMessage(turn_complete=True))
        await talk.expect(Turn, turn=2, complete=True)
    assert second.recalled == [((Said("user", "Why?"),), True)]
    said = [talk.stored[sequence] for sequence in sorted(talk.stored)]
    assert [(each.text, each.interrupted) for each in said] == [
        ("Why?", False),
        ("Well, ", True),
        ("Because.", False),
    ]


async def test_an_answer_that_had_come_completely_is_not_given_again() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        first.say(ServerMessage(input_transcription="Why?"))
        first.say(ServerMessage(output_transcription="Because.", speech=bytes(960)))
        first.say(ServerMessage(generation_complete=True))
        first.say(LOST)
        await second.was_sent("recall")
    assert second.recalled == [((Said("user", "Why?"), Said("model", "Because.")), False)]
    assert not talk.all(Interrupted)


async def test_a_question_is_not_asked_a_third_time() -> None:
    connections = [ScriptedUpstream([HANDLE, ServerMessage(input_transcription="Why?"), LOST])]
    connections += [ScriptedUpstream([LOST]), ScriptedUpstream()]
    model = ScriptedModel(*connections)
    async with talking(model) as talk:
        await talk.expect(Upstream, code="no_answer")
        await connections[2].was_sent("recall")
    assert [answer for each in connections for _, answer in each.recalled] == [True, False]


@pytest.mark.parametrize("refusal", [STALE, failure_of_close(1007, "Invalid session handle")])
async def test_a_refused_handle_is_left_and_the_talk_told_in_words(refusal: UpstreamError) -> None:
    first, last = ScriptedUpstream(), ScriptedUpstream()
    model = ScriptedModel(first, refusal, last)
    async with talking(model) as talk:
        first.say(ServerMessage(input_transcription="I am Ada.", output_transcription="Hi."))
        first.say(ServerMessage(turn_complete=True))
        first.say(HANDLE)
        await talk.expect(Turn, complete=True)
        first.say(LOST)
        await last.was_sent("recall")
    assert model.handles == ["", "handle 1", ""]
    assert last.recalled == [((Said("user", "I am Ada."), Said("model", "Hi.")), False)]


async def test_it_gives_up_with_the_reason_after_five_in_a_row() -> None:
    away = UpstreamError("upstream_unreachable", "", retry=True, remedy=Remedy.RECONNECT)
    model = ScriptedModel(ScriptedUpstream([HANDLE, LOST]), *[away] * 5)
    async with talking(model) as talk, asyncio.timeout(20):
        await talk.over.wait()
    assert talk.ended_by is away
    assert model.handles == ["", "handle 1", "handle 1", "handle 1", "", ""]


@pytest.mark.parametrize(
    "refusal",
    [
        failure_of_close(1007, "API key not valid. Please pass a valid API key."),
        failure_of_close(1011, "You exceeded your current quota, please check your plan"),
    ],
)
async def test_what_trying_again_cannot_mend_ends_the_talk_at_once(refusal: UpstreamError) -> None:
    model = ScriptedModel(ScriptedUpstream([HANDLE, refusal]))
    async with talking(model) as talk, asyncio.timeout(5):
        await talk.over.wait()
    assert talk.ended_by is refusal


async def test_a_first_connection_is_tried_again_while_the_person_waits() -> None:
    model = ScriptedModel(LOST, LOST, ScriptedUpstream())
    async with talking(model) as talk:
        await talk.expect(State)
    assert talk.told[0] == State(Link.LIVE, Agent.LISTENING)


async def test_a_first_connection_that_fails_for_seconds_is_told() -> None:
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 1
        return now

    model = ScriptedModel(LOST, LOST, LOST, LOST)
    async with talking(model, clock=clock) as talk, asyncio.timeout(5):
        await talk.over.wait()
    assert talk.ended_by is LOST


async def test_what_cannot_be_read_is_a_loss_too() -> None:
    model = ScriptedModel(ScriptedUpstream([HANDLE, BadMessage("JSONDecodeError")]), ScriptedUpstream())
    async with talking(model):
        await model.connected(2)


async def test_a_result_for_an_earlier_connection_is_told_in_words() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    first.say(ServerMessage(calls=(FunctionCall("7", "set_timer", {"seconds": 5}),)))
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        talk.session.respond(FunctionResponse("7", "set_timer", {"result": "set"}, will_continue=True))
        await first.was_sent("response")
        first.say(LOST)
        await model.connected(2)
        done = FunctionResponse("7", "set_timer", {"result": "done"}, Scheduling.INTERRUPT)
        talk.session.respond(done)
        await second.was_sent("text")
    assert second.responses == []
    assert "set_timer" in second.texts[0]
    assert "done" in second.texts[0]


async def test_words_typed_into_an_answer_are_asked_again_too() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        first.say(ServerMessage(input_transcription="Why?"))
        first.say(ServerMessage(output_transcription="Well, ", speech=bytes(960)))
        await talk.expect(Caption, text="Well, ")
        talk.session.read("And how?")
        await first.was_sent("text")
        first.say(ServerMessage(interrupted=True))
        first.say(ServerMessage(turn_complete=True))
        first.say(LOST)
        await second.was_sent("recall")
    [(said, answer)] = second.recalled
    assert said[-1] == Said("user", "And how?")
    assert answer


async def test_a_transcription_later_than_the_answer_is_not_asked_again() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        first.say(ServerMessage(output_transcription="Because.", speech=bytes(960)))
        first.say(ServerMessage(input_transcription="Why?", generation_complete=True))
        first.say(ServerMessage(turn_complete=True))
        await talk.expect(Turn, complete=True)
        first.say(LOST)
        await second.was_sent("recall")
    assert second.recalled == [((Said("user", "Why?"), Said("model", "Because.")), False)]


async def test_a_greeting_is_given_on_the_next_connection() -> None:
    first, second = ScriptedUpstream(), ScriptedUpstream()
    async with talking(ScriptedModel(first, second)) as talk:
        await talk.expect(State, link=Link.LIVE)
        talk.session.prompt("Greet the person.")
        await first.was_sent("text")
        first.say(LOST)
        await second.was_sent("recall")
    assert second.recalled == [((Said("user", "Greet the person."),), True)]


async def test_connections_that_are_ended_at_once_are_not_made_without_end() -> None:
    going = [ScriptedUpstream([ServerMessage(go_away_s=0)]) for _ in range(6)]
    model = ScriptedModel(*going)
    async with talking(model) as talk, asyncio.timeout(20):
        await talk.over.wait()
    assert talk.ended_by is not None
    assert talk.ended_by.code == "connection_ended"


async def test_an_agent_that_was_given_up_on_listens() -> None:
    connections = [ScriptedUpstream([HANDLE, ServerMessage(input_transcription="Why?"), LOST])]
    connections += [ScriptedUpstream([LOST]), ScriptedUpstream()]
    async with talking(ScriptedModel(*connections)) as talk:
        await talk.expect(Upstream, code="no_answer")
        await connections[2].was_sent("recall")
    assert talk.all(State)[-1].agent is Agent.LISTENING
