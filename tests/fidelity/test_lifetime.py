"""A session outlives its connections."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.emulator import Emulator, running_emulator

from .talk import AUDIO_MODEL, TEXT_MODEL, TRANSCRIBED, WRITTEN, Closed, Fields, Sdk

RESUMABLE: Fields = WRITTEN | {"sessionResumption": {}}


@pytest.fixture(scope="module")
def hurried_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """Its connections last two seconds."""
    directory = tmp_path_factory.mktemp("hurried")
    with running_emulator(directory, "--scenario", "tone", "--connection-s", "2") as running:
        yield running


def resuming(handle: str) -> Fields:
    return WRITTEN | {"sessionResumption": {"handle": handle}}


async def test_a_resumed_session_remembers_what_was_told(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, RESUMABLE) as talk:
        await talk.handle()
        await talk.type("My name is Ada.")
        await talk.turn()
        handle = await talk.handle()
    async with sdk.talk(emulator, TEXT_MODEL, resuming(handle)) as talk:
        await talk.type("What is my name?")
        turn = await talk.turn()
        assert "Ada" in turn.text
        assert await talk.handle() != handle


async def test_another_session_does_not_remember(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, RESUMABLE) as talk:
        await talk.type("My name is Ada.")
        await talk.turn()
    async with sdk.talk(emulator, TEXT_MODEL, RESUMABLE) as talk:
        await talk.type("What is my name?")
        assert "Ada" not in (await talk.turn()).text


async def test_no_handle_holds_within_a_reply(sdk: Sdk, emulator: Emulator) -> None:
    config = TRANSCRIBED | {"sessionResumption": {}}
    async with sdk.talk(emulator, AUDIO_MODEL, config) as talk:
        await talk.handle()
        await talk.type("Say hello.")
        turn = await talk.until_speech()
    updates = [message.fields.get("sessionResumptionUpdate") for message in turn.messages]
    assert [update.get("resumable", False) for update in updates if update] == [False]


async def test_handles_come_only_where_they_are_asked_for(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, WRITTEN) as talk:
        await talk.type("Say hello.")
        await talk.turn()
        await talk.type("Say hello.")
        turn = await talk.turn()
    assert not any("sessionResumptionUpdate" in message.fields for message in turn.messages)


async def test_a_handle_nobody_gave_is_refused(sdk: Sdk, emulator: Emulator) -> None:
    with pytest.raises(Closed) as closed:
        async with sdk.talk(emulator, TEXT_MODEL, resuming("nobody-gave-this")):
            pass
    assert (closed.value.code, closed.value.reason) == (1008, "BidiGenerateContent session not found")


async def test_a_session_whose_connection_is_open_is_not_given_away(sdk: Sdk, emulator: Emulator) -> None:
    async with sdk.talk(emulator, TEXT_MODEL, RESUMABLE) as talk:
        handle = await talk.handle()
        with pytest.raises(Closed) as closed:
            async with sdk.talk(emulator, TEXT_MODEL, resuming(handle)):
                pass
    assert closed.value.code == 1011


async def test_a_connection_is_told_to_go_and_then_closed(sdk: Sdk, hurried_emulator: Emulator) -> None:
    async with sdk.talk(hurried_emulator, AUDIO_MODEL, TRANSCRIBED) as talk:
        turn = await talk.until(lambda message: "goAway" in message.fields)
        closed = await talk.closed()
    assert turn.messages[-1].fields["goAway"] == {"timeLeft": "1s"}
    assert closed.code == 1008
    assert closed.reason == (
        "Connection aborted because the client failed to close the connection after receiving a GoAway signal"
        " once the session durat"
    )


async def test_who_goes_when_told_to_goes_on_with_the_handle(sdk: Sdk, hurried_emulator: Emulator) -> None:
    config = TRANSCRIBED | {"sessionResumption": {}}
    async with sdk.talk(hurried_emulator, AUDIO_MODEL, config) as talk:
        handle = await talk.handle()
        await talk.until(lambda message: "goAway" in message.fields)
    config = TRANSCRIBED | {"sessionResumption": {"handle": handle}}
    async with sdk.talk(hurried_emulator, AUDIO_MODEL, config) as talk:
        assert talk.setup == {"setupComplete": {}}
