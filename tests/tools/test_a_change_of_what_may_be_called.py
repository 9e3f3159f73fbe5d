"""Another assistant may call other functions: the connection of the one before may still call its own."""

from __future__ import annotations

from chat.gemini.setup import LiveSetup
from chat.gemini.wire import FunctionCall
from chat.tools.registry import declarations
from tests.tools.test_models_that_wait_for_every_function import TALKS_ON, running

LIGHTS = FunctionCall("1", "lights", {"room": "kitchen", "on": True})
ON = {"result": "The lights in the kitchen are on."}


async def test_the_former_ones_may_be_called_until_the_connection_is_gone() -> None:
    async with running(TALKS_ON, "lights") as (tools, session):
        for name in ("refuse", "brew"):
            tools.offer(LiveSetup(TALKS_ON, functions=declarations([name], TALKS_ON)))
        tools.call([LIGHTS])
        assert (await session.responses.get()).response == ON
        tools.disconnected()
        tools.call([LIGHTS])
        assert (await session.responses.get()).response == {
            "error": "There is no function lights. There are: brew."
        }


async def test_the_new_ones_may_be_called_at_once() -> None:
    async with running(TALKS_ON, "refuse") as (tools, session):
        tools.offer(LiveSetup(TALKS_ON, functions=declarations(["lights"], TALKS_ON)))
        tools.call([LIGHTS])
        assert (await session.responses.get()).response == ON
