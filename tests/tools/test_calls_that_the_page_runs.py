"""Functions of the browser's: offered where the client has them, answered by the client or by time."""

from __future__ import annotations

from tests.support.chat_client import chat_client
from tests.support.service import Service
from tests.tools.talking import ask, came, leave, recorded, told


async def test_the_clients_answer_is_the_result(service: Service) -> None:
    async with chat_client(service) as client:
        ready = await client.hello(tools=["set_theme"])
        call = await ask(client, "All painted.")
        assert (call["name"], call["args"], call["runs"]) == ("set_theme", {"theme": "dark"}, "browser")
        await client.send("tool_result", id=call["id"], result="The page is dark now.")
        assert (await came(client, call))["result"] == "The page is dark now."
        assert await told(client, 1) == "The page is dark now."
        await leave(client)
    assert recorded(service, ready) == ['set_theme(theme="dark") → The page is dark now.']


async def test_the_clients_error_is_told(service: Service) -> None:
    async with chat_client(service) as client:
        await client.hello(tools=["set_theme"])
        call = await ask(client, "All painted.")
        await client.send("tool_result", id=call["id"], error="The paint is out.")
        assert (await came(client, call))["error"] == "The paint is out."
        assert "The paint is out" in await told(client, 1)


async def test_arguments_that_do_not_fit_never_reach_the_client(service: Service) -> None:
    async with chat_client(service) as client:
        await client.hello(tools=["set_theme"])
        call = await ask(client, "Purple.")
        assert call["runs"] == "server"
        assert (await came(client, call))["error"] == "theme: Invalid enum value 'purple'."


async def test_a_client_without_the_function_is_not_asked(service: Service) -> None:
    async with chat_client(service) as client:
        await client.hello()
        result = await came(client, await ask(client, "All painted."))
        assert result["error"].startswith("There is no function set_theme.")


async def test_a_client_that_says_nothing_is_waited_for_no_longer_than_it_may(service: Service) -> None:
    async with chat_client(service) as client:
        await client.hello(tools=["set_theme"])
        call = await ask(client, "All painted.")
        assert (await came(client, call))["error"] == "set_theme took longer than 10 seconds."
        await client.send("tool_result", id=call["id"], result="late")
        await client.send("ping")
        await client.expect("pong")
        assert not [event for event in client.events if event["type"] == "error"]


async def test_an_answer_to_no_call_is_refused_and_costs_nothing(service: Service) -> None:
    async with chat_client(service) as client:
        await client.hello(tools=["set_theme"])
        await client.send("tool_result", id="call-7", result="anything")
        error = await client.expect("error")
        assert (error["code"], error["ref"], error["fatal"]) == ("unknown_call", "call-7", False)
        call = await ask(client, "Bake.")
        await client.send("tool_result", id=call["id"], result="mine")
        assert (await client.expect("error"))["code"] == "unknown_call"
        await client.send("ping")
        await client.expect("pong")
