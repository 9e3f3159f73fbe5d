"""A call is run, shown, told to the model and kept, over the real service and the emulator."""

from __future__ import annotations

import pytest

from tests.support.chat_client import chat_client
from tests.support.service import Service
from tests.tools.talking import ask, came, leave, recorded, told


async def test_the_result_is_shown_spoken_and_kept(service: Service) -> None:
    async with chat_client(service) as client:
        ready = await client.hello()
        call = await ask(client, "The kitchen please.")
        assert (call["name"], call["args"]) == ("lights", {"room": "kitchen", "on": True})
        assert (call["runs"], call["turn"], call["sequence"]) == ("server", 1, 2)
        result = await came(client, call)
        assert (result["result"], result["error"]) == ("The lights in the kitchen are on.", "")
        assert await told(client, 1) == "The lights in the kitchen are on."
        assert client.speech[1]
        await leave(client)
    assert recorded(service, ready) == ['lights(room="kitchen", on=true) → The lights in the kitchen are on.']


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("Refuse.", "The kettle is empty."),
        ("Crash.", "crash failed."),
        ("Linger.", "linger took longer than 0.5 seconds."),
        ("Cling.", "cling took longer than 0.5 seconds."),
        ("Doze.", "doze took longer than 0.5 seconds."),
        ("Something odd.", "The result is of a kind that can't be told: lock."),
        ("Too little.", "Object missing required field `on`."),
        ("Too much.", "Object contains unknown field `colour`."),
        ("The wrong kind.", "on: Expected `bool`, got `str`."),
    ],
)
async def test_what_goes_wrong_is_told_to_the_model_as_data(service: Service, words: str, error: str) -> None:
    async with chat_client(service) as client:
        ready = await client.hello()
        result = await came(client, await ask(client, words))
        assert (result["result"], result["error"]) == (None, error)
        assert error.rstrip(".") in await told(client, 1)
        await leave(client)
    [line] = recorded(service, ready)
    assert line.endswith(f" → failed: {error}")


async def test_a_function_that_nobody_has_is_told_with_those_there_are(service: Service) -> None:
    async with chat_client(service) as client:
        await client.hello()
        result = await came(client, await ask(client, "Nobody."))
        assert result["error"].startswith(
            "There is no function nobody_has_this. There are: bake, calculate, "
        )
        await leave(client)


async def test_a_storm_is_bounded_and_told_in_one_line(service: Service) -> None:
    async with chat_client(service) as client:
        ready = await client.hello()
        await ask(client, "A storm.")
        notice = await client.expect("upstream", code="too_many_calls")
        assert "34" in notice["message"]
        await client.send("text", id="after", text="What is 2 plus 2?")
        await client.expect("turn", complete=True)
        await leave(client)
    calls = recorded(service, ready)
    assert len([line for line in calls if "more calls" not in line]) >= 16
    assert [line for line in calls if line.startswith("34 more calls (")]


async def test_a_function_may_tell_more_than_once(service: Service) -> None:
    async with chat_client(service) as client:
        ready = await client.hello()
        call = await ask(client, "Knit.")
        first = await client.expect("tool_result", id=call["id"])
        assert (first["result"], first["final"]) == ("The heel is done.", False)
        assert (await came(client, call))["result"] == "The sock is done."
        await client.expect("caption", role="model", text=" sock")
        await leave(client)
    assert recorded(service, ready) == ["knit() → The sock is done."]


async def test_an_interruption_cancels_what_the_model_lets_go_of(service: Service) -> None:
    async with chat_client(service) as client:
        ready = await client.hello()
        call = await ask(client, "Bake.")
        await client.send("text", id="cut", text="What is 2 plus 2?")
        cancelled = await client.expect("tool_cancelled")
        assert (cancelled["id"], cancelled["sequence"]) == (call["id"], call["sequence"])
        await leave(client)
    assert recorded(service, ready) == ["bake() → cancelled"]


async def test_what_still_runs_ends_with_the_talk(service: Service) -> None:
    async with chat_client(service) as client:
        ready = await client.hello()
        call = await ask(client, "Bake.")
        await client.expect("tool_result", id=call["id"], final=False)
        await leave(client)
    assert recorded(service, ready) == ["bake() → ended with the talk"]


async def test_a_talk_that_is_not_kept_leaves_no_call(service: Service) -> None:
    async with chat_client(service) as client:
        ready = await client.hello(keep=False)
        await came(client, await ask(client, "The kitchen please."))
        await leave(client)
    assert recorded(service, ready) == []
