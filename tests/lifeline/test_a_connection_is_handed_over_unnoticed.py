"""goAway: the talk goes on over a new connection; nothing is lost, nothing said twice (invariant 3)."""

from __future__ import annotations

import asyncio

from chat.gemini.failures import failure_of_close
from chat.gemini.wire import Resumption, Said, ServerMessage
from chat.protocol.events import Caption, Interrupted, Link, State, Turn
from chat.protocol.frames import MicrophoneChunk
from tests.lifeline.talk import talking
from tests.support.scripted_upstream import ScriptedModel, ScriptedUpstream

HANDLE = ServerMessage(resumption=Resumption("handle 1", True))
BLOCKED = ServerMessage(resumption=Resumption("", False))
CHUNK = MicrophoneChunk(1, 0, False, bytes(1280))


async def test_at_once_where_nobody_speaks() -> None:
    first, second = ScriptedUpstream([HANDLE, ServerMessage(go_away_s=50)]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        await model.connected(2)
        talk.session.read("Still there?")
        await second.was_sent("text")
    assert model.handles == ["", "handle 1"]
    assert not second.recalled
    assert {state.link for state in talk.all(State)} == {Link.LIVE}


async def test_after_the_answer_and_the_handle_that_knows_it() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        first.say(ServerMessage(input_transcription="Tell me."))
        first.say(ServerMessage(output_transcription="All ", speech=bytes(960)))
        first.say(ServerMessage(go_away_s=50))
        first.say(BLOCKED)
        first.say(ServerMessage(output_transcription="of it.", speech=bytes(960)))
        first.say(ServerMessage(generation_complete=True))
        first.say(ServerMessage(turn_complete=True))
        await talk.expect(Turn, complete=True)
        assert len(model.handles) == 1
        first.say(ServerMessage(resumption=Resumption("handle 2", True)))
        await model.connected(2)
    assert model.handles == ["", "handle 2"]
    assert not second.recalled
    assert not talk.all(Interrupted)
    words = [caption.text for caption in talk.all(Caption) if caption.role == "model"]
    assert "".join(words) == "All of it."


async def test_by_the_clock_where_the_service_falls_silent_after_it() -> None:
    asked = ServerMessage(input_transcription="Tell me.")
    first = ScriptedUpstream([HANDLE, asked, ServerMessage(go_away_s=0.2)])
    second = ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model):
        await second.was_sent("recall")
    assert model.handles == ["", "handle 1"]
    assert second.recalled == [((Said("user", "Tell me."),), True)]


async def test_sound_that_no_words_have_come_of_is_sent_again() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        await talk.expect(State, link=Link.LIVE)
        talk.session.hear(CHUNK)
        await first.was_sent("audio")
        first.say(ServerMessage(go_away_s=50))
        await second.was_sent("audio")
        talk.session.hear(MicrophoneChunk(2, 0, False, b"\1\0" * 640))
        talk.session.read("And now?")
        await second.was_sent("text")
    assert second.audio == [CHUNK.pcm, b"\1\0" * 640]


async def test_sound_that_words_have_come_of_is_not() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        await talk.expect(State, link=Link.LIVE)
        talk.session.hear(CHUNK)
        await first.was_sent("audio")
        first.say(ServerMessage(input_transcription="Hello."))
        first.say(ServerMessage(output_transcription="Hi.", generation_complete=True))
        first.say(ServerMessage(turn_complete=True))
        first.say(HANDLE)
        first.say(ServerMessage(go_away_s=50))
        await model.connected(2)
        talk.session.read("And now?")
        await second.was_sent("text")
    assert second.audio == []


async def test_with_no_handle_the_talk_is_told_in_words() -> None:
    first, second = ScriptedUpstream(), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        await talk.expect(State, link=Link.LIVE)
        talk.session.read("My name is Ada.")
        await first.was_sent("text")
        first.say(ServerMessage(output_transcription="Hello Ada.", generation_complete=True))
        first.say(ServerMessage(turn_complete=True))
        first.say(ServerMessage(go_away_s=50))
        await second.was_sent("recall")
    assert model.handles == ["", ""]
    assert second.recalled == [((Said("user", "My name is Ada."), Said("model", "Hello Ada.")), False)]


async def test_a_setup_changed_while_connecting_takes_effect() -> None:
    accepted = asyncio.Event()
    model = ScriptedModel(ScriptedUpstream([HANDLE], accepted=accepted), ScriptedUpstream())
    async with talking(model) as talk:
        await model.connected(1)
        talk.session.renew()
        accepted.set()
        await model.connected(2)


async def test_a_changed_setup_takes_effect_by_a_resumed_connection() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        first.say(ServerMessage(input_transcription="Hello.", output_transcription="Hi."))
        await talk.expect(Caption, text="Hi.")
        talk.session.renew()
        first.say(ServerMessage(turn_complete=True))
        first.say(ServerMessage(resumption=Resumption("handle 2", True)))
        await model.connected(2)
    assert model.handles == ["", "handle 2"]


async def test_a_microphone_turned_off_before_words_came_is_told_so_again() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        await talk.expect(State, link=Link.LIVE)
        talk.session.hear(CHUNK)
        talk.session.microphone_off()
        await first.was_sent("audio end")
        first.say(failure_of_close(1006, ""))
        await second.was_sent("audio end")
    assert second.marks == ["audio", "audio end"]


async def test_in_a_calm_moment_where_no_handle_comes_while_a_function_runs() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        first.say(ServerMessage(input_transcription="Set a timer.", output_transcription="Done."))
        first.say(ServerMessage(turn_complete=True))
        first.say(BLOCKED)
        first.say(ServerMessage(go_away_s=0.4))
        first.say(ServerMessage(input_transcription="Why?"))
        first.say(ServerMessage(output_transcription="Because."))
        await talk.expect(Caption, text="Because.")
        first.say(ServerMessage(turn_complete=True))
        await second.was_sent("recall")
    [(said, answer)] = second.recalled
    assert [each.text for each in said] == ["Set a timer.", "Done.", "Why?", "Because."]
    assert not answer
    assert not talk.all(Interrupted)


async def test_a_held_key_holds_over_a_loss_and_what_was_said_is_sent_again() -> None:
    first, second = ScriptedUpstream([HANDLE]), ScriptedUpstream()
    model = ScriptedModel(first, second)
    async with talking(model) as talk:
        talk.session.adapt(push_to_talk=True, may_stay_silent=False)
        await talk.expect(State, link=Link.LIVE)
        talk.session.start_activity()
        talk.session.hear(CHUNK)
        await first.was_sent("audio")
        first.say(failure_of_close(1006, ""))
        await second.was_sent("audio")
        talk.session.hear(MicrophoneChunk(2, 0, False, b"\1\0" * 640))
        talk.session.end_activity()
        await second.was_sent("activity end")
    assert first.marks == ["activity start", "audio"]
    assert second.marks == ["activity start", "audio", "audio", "activity end"]
